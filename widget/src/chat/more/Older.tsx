import { useChat } from '../borrowed';
import { texts } from './texts';

/** The way to messages before those that are shown, or to all of them where they could not be read. */
export const Older = ({ id }: { id: number }) => {
  const chat = useChat();
  const hasFailed = chat.loading[id] === false;
  return (
    <p class="said">
      {hasFailed && `${texts.loadFailed} `}
      <button type="button" class="link" onclick={() => void chat.readHistory(id, chat.state.read.has(id))}>
        {hasFailed ? texts.again : texts.older}
      </button>
    </p>
  );
};

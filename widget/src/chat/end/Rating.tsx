import { useChat, useState } from '../borrowed';
import type { Conversation } from '../types';
import { texts } from './texts';

const FACES = ['😞', '🙁', '😐', '🙂', '😍'];

/** How it was, once the conversation is closed: a face at a touch, a word if one likes. */
export const Rating = ({ conversation }: { conversation: Conversation }) => {
  const { server } = useChat();
  const [score, setScore] = useState(0);
  const [comment, setComment] = useState('');
  const [isDone, setDone] = useState(false);
  const [hasFailed, setFailed] = useState(false);
  if (isDone || (conversation.rating && !score)) return <p class="said">{texts.rated}</p>;
  const rate = (value: number, isLast: boolean): void => {
    setScore(value);
    setFailed(false);
    server.ask('rating', { conversation_id: conversation.id, score: value, comment: comment.trim() }).then(
      () => setDone(isLast),
      () => setFailed(true),
    );
  };
  return (
    <form
      class="card"
      onsubmit={(event) => {
        event.preventDefault();
        rate(score, true);
      }}
    >
      <b>{texts.rate}</b>
      <span class="rates" role="group" aria-label={texts.rate}>
        {FACES.map((face, n) => (
          <button
            type="button"
            aria-label={texts.rates[n]}
            title={texts.rates[n]}
            aria-pressed={score === n + 1}
            onclick={() => rate(n + 1, false)}
          >
            {face}
          </button>
        ))}
      </span>
      {score > 0 && [
        <input
          aria-label={texts.comment}
          placeholder={texts.comment}
          value={comment}
          maxlength={1000}
          oninput={(event) => setComment(event.currentTarget.value)}
        />,
        <button type="submit" class="main">
          {texts.send}
        </button>,
      ]}
      {hasFailed && (
        <small class="fault" role="alert">
          {texts.failed}
        </small>
      )}
    </form>
  );
};

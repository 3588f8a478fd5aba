import { CloseIcon, Faces, useChat, useEffect, useRef, useState } from '../borrowed';
import { Composer } from './Composer';
import { opening } from './format';
import { BackIcon, MailIcon } from './icons';
import { List } from './List';
import { keepFocus, useScreen } from './screen';
import { Thread } from './Thread';
import { texts, titleOf } from './texts';

interface PanelProps {
  /** It covers the screen: the focus stays inside. */
  isFull: boolean;
}

/** The open chat. Files may be dropped anywhere on it. */
export const Panel = ({ isFull }: PanelProps) => {
  const chat = useChat();
  const { view, viewed } = chat;
  const panel = useRef<HTMLDivElement | null>(null);
  const [isOver, setOver] = useState(false);
  const more = viewed || isOver ? chat.want('more') : undefined;
  useScreen(panel, isFull);
  useEffect(() => {
    // What is written in takes the focus itself, but not on a touch screen, where a keyboard would come.
    const { current } = panel;
    if (!current!.contains((current!.getRootNode() as ShadowRoot).activeElement)) {
      current!.focus({ preventScroll: true });
    }
  }, []);
  const drag = (event: DragEvent): void => chat.want('more')?.drag(chat, event, setOver);
  return (
    <div
      ref={panel}
      class="panel"
      role="dialog"
      aria-modal={isFull}
      aria-label={titleOf(chat)}
      tabindex={-1}
      onkeydown={(event) => isFull && keepFocus(event, panel.current!)}
      ondragover={drag}
      ondragleave={drag}
      ondrop={drag}
    >
      <Header />
      {!chat.isUp && (
        <p class="line-down" role="status">
          {texts.connecting}
        </p>
      )}
      {view === 'list' ? <List /> : [<Thread />, <Composer />]}
      <p class="sr" aria-live="polite">
        {chat.news}
      </p>
      {more && viewed && <more.Viewer file={viewed} />}
      {more && isOver && <more.Drop />}
    </div>
  );
};

const Header = () => {
  const chat = useChat();
  const { view, hello, state } = chat;
  const opens = hello.opens_at && `${texts.answers} ${opening(hello.opens_at)}`;
  return (
    <header>
      {view !== 'list' && state.conversations.size > 0 && (
        <button type="button" class="quiet" aria-label={texts.back} onclick={() => chat.show('list')}>
          <BackIcon />
        </button>
      )}
      <span class="grow">
        <h2>{titleOf(chat)}</h2>
        <small>{hello.is_open ? texts.isOpen : opens || texts.isClosed}</small>
      </span>
      <Faces />
      {hello.mails && !!state.conversations.get(+view)?.answer_part && (
        <button
          type="button"
          class="quiet"
          aria-label={texts.mail}
          onclick={() => {
            chat.mailing = view;
            chat.tell();
          }}
        >
          <MailIcon />
        </button>
      )}
      <button type="button" class="quiet" aria-label={chat.words.close} onclick={() => chat.close()}>
        <CloseIcon />
      </button>
    </header>
  );
};

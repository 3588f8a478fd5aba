import { useChat } from './context';
import { Face, Faces } from './Face';
import { ChatIcon, CloseIcon, DownIcon } from './icons';

interface LauncherProps {
  buttonRef: { current: HTMLButtonElement | null };
  isBusy: boolean;
  /** Somebody is about to press. */
  onNear: () => void;
}

/** The button, with the count of unread messages. */
export const Launcher = ({ buttonRef, isBusy, onNear }: LauncherProps) => {
  const chat = useChat();
  const { isOpen, unread, words, settings } = chat;
  if (settings.hides_launcher) return null;
  const label = isOpen ? words.close : words.open;
  return (
    <button
      ref={buttonRef}
      type="button"
      class="launcher"
      aria-label={unread && !isOpen ? `${label}, ${words.unread}: ${unread}` : label}
      aria-expanded={isOpen}
      aria-busy={isBusy}
      onpointerenter={onNear}
      onfocus={onNear}
      onclick={() => chat.toggle()}
    >
      {isOpen ? <DownIcon /> : <ChatIcon />}
      {!isOpen && unread > 0 && (
        <span class="badge" aria-hidden="true">
          {unread > 99 ? '99+' : unread}
        </span>
      )}
    </button>
  );
};

/** What is said beside the closed chat: the newest unread message, else the greeting. */
export const Bubble = () => {
  const chat = useChat();
  const { peek, words } = chat;
  if (chat.isOpen || (!peek && !chat.isGreeting)) return null;
  const text = peek ? peek.body || peek.data.files?.[0]?.name : chat.told('greeting');
  return (
    <div class="bubble" role="status">
      <button type="button" class="says" onclick={() => chat.open(peek?.conversation_id)}>
        {peek ? <Face name={peek.author.name} picture={peek.author.picture} /> : <Faces />}
        <span>
          {peek?.author.name && <b>{peek.author.name}</b>}
          <span class="words">{text}</span>
        </span>
      </button>
      <button type="button" class="quiet wave" aria-label={words.dismiss} onclick={() => chat.wave()}>
        <CloseIcon />
      </button>
    </div>
  );
};

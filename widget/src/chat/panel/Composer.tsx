import { useChat, useEffect, useRef, useState } from '../borrowed';
import type { Messenger } from '../messenger';
import type { File } from '../types';
import { ClipIcon, SendIcon, SmileIcon } from './icons';
import { notepadOf } from './notepad';
import { tellTyping } from './telling';
import { texts } from './texts';

/** As the server: characters of one message. */
const MAX_BODY = 20_000;
const isTouch = (): boolean => matchMedia('(pointer: coarse)').matches;

/** Files go up, chosen, dropped or pasted. What is dropped is gone after its event: the list is copied first. */
const attachAll = (chat: Messenger, files: FileList): void => {
  const list = [...files];
  chat.loader.bring('more').then(
    (more) => more.attach(chat, list),
    () => {},
  );
};

/** Where the visitor writes: text, files, emoji. */
export const Composer = () => {
  const chat = useChat();
  const { thread, uploads } = chat;
  const notepad = notepadOf(chat);
  const text = notepad.of(thread);
  const files = uploads?.of(thread) ?? [];
  const area = useRef<HTMLTextAreaElement | null>(null);
  const chooser = useRef<HTMLInputElement | null>(null);
  const [isPicking, setPicking] = useState(false);
  const more = isPicking || files[0] ? chat.want('more') : undefined;
  useEffect(() => {
    const { current } = area;
    current!.style.height = '0';
    current!.style.height = `${Math.min(current!.scrollHeight, 140)}px`;
  }, [text, thread]);
  useEffect(() => {
    if (!isTouch()) area.current!.focus({ preventScroll: true });
  }, [chat.view]);

  const ready = files.flatMap((each): File[] => (each.file ? [each.file] : []));
  const canSend = (!!text.trim() || !!ready[0]) && files.every((each) => each.file || each.fault);
  const send = (): void => {
    if (!canSend) return;
    notepad.write(thread, '');
    uploads?.clear(thread);
    setPicking(false);
    chat.send(text.trim(), ready);
    area.current!.focus();
  };
  const write = (value: string): void => {
    notepad.write(thread, value);
    tellTyping(chat, value);
  };
  return (
    <form
      class="composer"
      onsubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {more && <more.Chips files={files} />}
      {more && isPicking && <more.Emoji area={area.current!} write={write} />}
      <textarea
        ref={area}
        rows={1}
        aria-label={texts.placeholder}
        placeholder={texts.placeholder}
        value={text}
        maxlength={MAX_BODY}
        enterkeyhint="send"
        oninput={(event) => write(event.currentTarget.value)}
        onkeydown={(event) => {
          if (event.key !== 'Enter' || event.isComposing || event.shiftKey || (isTouch() && !event.ctrlKey)) return;
          event.preventDefault();
          send();
        }}
        onpaste={(event) => {
          const { files } = event.clipboardData!;
          if (!files[0]) return;
          event.preventDefault();
          attachAll(chat, files);
        }}
      />
      <div class="tools">
        <button type="button" class="quiet" aria-label={texts.attach} onclick={() => chooser.current!.click()}>
          <ClipIcon />
        </button>
        <button
          type="button"
          class="quiet"
          aria-label={texts.emoji}
          aria-expanded={isPicking}
          onclick={() => setPicking(!isPicking)}
        >
          <SmileIcon />
        </button>
        <input
          ref={chooser}
          type="file"
          multiple
          hidden
          aria-label={texts.attach}
          onchange={({ currentTarget }) => {
            attachAll(chat, currentTarget.files!);
            currentTarget.value = '';
          }}
        />
        <button type="submit" class="send" aria-label={texts.send} disabled={!canSend}>
          <SendIcon />
        </button>
      </div>
    </form>
  );
};

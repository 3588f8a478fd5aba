import { CloseIcon, useEffect, useLayoutEffect, useRef, useState } from '../shared';
import type { File } from '../types';
import { EMOJI } from './emoji';
import { sizeOf } from './format';
import { ClipIcon, SendIcon, SmileIcon } from './icons';
import { useRoom } from './room';
import { tellTyping } from './telling';
import type { Upgoing } from './uploads';

/** As the server: characters of one message. */
const MAX_BODY = 20_000;
const isTouch = (): boolean => matchMedia('(pointer: coarse)').matches;

/** Where the visitor writes: text, files by click, drop and paste, emoji. */
export const Composer = () => {
  const { chat, texts, uploads } = useRoom();
  const { thread, settings } = chat;
  const { text, files } = uploads.of(thread);
  const area = useRef<HTMLTextAreaElement>(null);
  const chooser = useRef<HTMLInputElement>(null);
  const [isPicking, setPicking] = useState(false);
  useLayoutEffect(() => {
    const { current } = area;
    if (!current) return;
    current.style.height = '0';
    current.style.height = `${Math.min(current.scrollHeight, 140)}px`;
  }, [text, thread]);
  useEffect(() => {
    if (!isTouch()) area.current?.focus({ preventScroll: true });
  }, [chat.view]);

  const ready = files.flatMap((each): File[] => (each.file ? [each.file] : []));
  const isBusy = files.some((each) => !each.file && !each.fault);
  const canSend = !isBusy && (!!text.trim() || !!ready[0]);
  const send = (): void => {
    if (!canSend) return;
    uploads.clear(thread);
    setPicking(false);
    chat.send(text.trim(), ready);
    area.current?.focus();
  };
  const write = (value: string): void => {
    uploads.write(thread, value.slice(0, MAX_BODY));
    tellTyping(chat, value);
  };
  const insert = (emoji: string): void => {
    const { selectionStart, selectionEnd } = area.current!;
    write(text.slice(0, selectionStart) + emoji + text.slice(selectionEnd));
    area.current!.focus();
    const at = selectionStart + emoji.length;
    requestAnimationFrame(() => area.current?.setSelectionRange(at, at));
  };
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {files[0] && (
        <ul class="chips">
          {files.map((each) => (
            <Chip key={each.key} upgoing={each} />
          ))}
        </ul>
      )}
      {isPicking && (
        <div class="emoji" role="group" aria-label={texts.emoji}>
          {EMOJI.map((each) => (
            <button key={each} type="button" onClick={() => insert(each)}>
              {each}
            </button>
          ))}
        </div>
      )}
      <textarea
        ref={area}
        rows={1}
        aria-label={texts.placeholder}
        placeholder={texts.placeholder}
        value={text}
        maxLength={MAX_BODY}
        enterkeyhint="send"
        onInput={(event) => write(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.isComposing || event.shiftKey || (isTouch() && !event.ctrlKey)) return;
          event.preventDefault();
          send();
        }}
        onPaste={(event) => {
          const pasted = event.clipboardData?.files;
          if (!pasted?.length) return;
          event.preventDefault();
          uploads.add(thread, pasted, settings.max_file_bytes);
        }}
      />
      <div class="tools">
        <button type="button" class="quiet" aria-label={texts.attach} onClick={() => chooser.current!.click()}>
          <ClipIcon />
        </button>
        <button
          type="button"
          class="quiet"
          aria-label={texts.emoji}
          aria-expanded={isPicking}
          onClick={() => setPicking(!isPicking)}
        >
          <SmileIcon />
        </button>
        <input
          ref={chooser}
          type="file"
          multiple
          hidden
          tabIndex={-1}
          aria-label={texts.attach}
          onChange={({ currentTarget }) => {
            uploads.add(thread, currentTarget.files ?? [], settings.max_file_bytes);
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

const Chip = ({ upgoing: { key, name, size, share, file, fault } }: { upgoing: Upgoing }) => {
  const { chat, texts, uploads } = useRoom();
  const { language, settings } = chat;
  const tooLarge = texts.tooLarge.replace('{}', sizeOf(settings.max_file_bytes, texts, language));
  return (
    <li class="chip" data-fault={!!fault}>
      <span class="grow">
        <span class="words">{name}</span>
        <small role={fault && 'alert'}>
          {fault === 'too_large' ? tooLarge : fault ? texts.notSent : sizeOf(size, texts, language)}
        </small>
        {!file && !fault && <progress value={share} aria-label={name} />}
      </span>
      <button
        type="button"
        class="quiet"
        aria-label={`${texts.remove}: ${name}`}
        onClick={() => uploads.remove(chat.thread, key)}
      >
        <CloseIcon />
      </button>
    </li>
  );
};

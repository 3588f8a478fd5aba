import { CloseIcon, useChat, useEffect, useRef } from '../borrowed';
import type { File } from '../types';
import { texts } from './texts';

/** A picture over the whole window. */
export const Viewer = ({ file }: { file: File }) => {
  const chat = useChat();
  const close = useRef<HTMLButtonElement | null>(null);
  useEffect(() => {
    const { activeElement } = close.current!.getRootNode() as ShadowRoot;
    close.current!.focus();
    // Back to where it was opened.
    return () => (activeElement as HTMLElement | null)?.focus();
  }, []);
  const href = chat.server.address(file.url);
  const onClose = (): void => {
    chat.viewed = undefined;
    chat.tell();
  };
  return (
    <div
      class="viewer"
      role="dialog"
      aria-modal="true"
      aria-label={file.name}
      onclick={onClose}
      onkeydown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        onClose();
      }}
    >
      <img src={href} alt={file.name} />
      <span class="line">
        <a href={href} download={file.name} target="_blank" rel="noreferrer">
          {texts.download}
        </a>
        <button ref={close} type="button" class="quiet" aria-label={texts.dismiss} onclick={onClose}>
          <CloseIcon />
        </button>
      </span>
    </div>
  );
};

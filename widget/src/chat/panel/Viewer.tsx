import { CloseIcon, useEffect, useRef } from '../shared';
import type { File } from '../types';
import { useRoom } from './room';

/** A picture over the whole window. */
export const Viewer = ({ file, onClose }: { file: File; onClose: () => void }) => {
  const { chat, texts } = useRoom();
  const { server } = chat;
  const close = useRef<HTMLButtonElement>(null);
  useEffect(() => close.current?.focus(), []);
  const href = server.address(file.url);
  return (
    <div
      class="viewer"
      role="dialog"
      aria-modal="true"
      aria-label={file.name}
      onClick={onClose}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        onClose();
      }}
    >
      <img src={href} alt={file.name} />
      <span class="line">
        <a href={href} download={file.name} target="_blank" rel="noopener noreferrer">
          {texts.download}
        </a>
        <button ref={close} type="button" class="quiet" aria-label={texts.dismiss} onClick={onClose}>
          <CloseIcon />
        </button>
      </span>
    </div>
  );
};

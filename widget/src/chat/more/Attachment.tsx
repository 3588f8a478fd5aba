import { icon, useChat, useState } from '../borrowed';
import type { File } from '../types';
import { sizeOf } from './sizes';
import { texts } from './texts';

const FileIcon = icon('M14 3H7a2 2 0 0 0-2 2v14a2 2 0 0 0 2 2h10a2 2 0 0 0 2-2V8zM14 3v5h5');

/** A picture in the conversation, or a file to be fetched. */
export const Attachment = ({ file }: { file: File }) => {
  const chat = useChat();
  const [isBroken, setBroken] = useState(false);
  const href = chat.server.address(file.url);
  if (file.is_picture && !isBroken) {
    const view = (): void => {
      chat.viewed = file;
      chat.tell();
    };
    return (
      <button type="button" class="picture" aria-label={`${texts.picture}: ${file.name}`} onclick={view}>
        <img
          src={href}
          alt={file.name}
          width={file.width ?? undefined}
          height={file.height ?? undefined}
          loading="lazy"
          onerror={() => setBroken(true)}
        />
      </button>
    );
  }
  return (
    <a class="file" href={href} download={file.name} target="_blank" rel="noreferrer">
      <FileIcon />
      <span class="grow">
        <span class="words">{file.name}</span>
        <small>{sizeOf(file.size)}</small>
      </span>
    </a>
  );
};

import { Face, useChat, useState } from '../shared';
import type { File, Part } from '../types';
import { hrefOf, sizeOf, splitLinks, timeOf } from './format';
import { FileIcon } from './icons';
import { useRoom } from './room';

/** Plain text with its addresses made links; nothing of it is ever markup. */
const Body = ({ text }: { text: string }) => (
  <div class="text">
    {splitLinks(text).map((piece, n) =>
      n % 2 ? (
        <a href={hrefOf(piece)} target="_blank" rel="noopener noreferrer nofollow">
          {piece}
        </a>
      ) : (
        piece
      ),
    )}
  </div>
);

/** A picture in the conversation, or a file to be fetched. */
const Attachment = ({ file, onView }: { file: File; onView: (file: File) => void }) => {
  const { chat, texts } = useRoom();
  const { server, language } = chat;
  const [isBroken, setBroken] = useState(false);
  const href = server.address(file.url);
  if (file.is_picture && !isBroken) {
    return (
      <button type="button" class="picture" aria-label={`${texts.picture}: ${file.name}`} onClick={() => onView(file)}>
        <img
          src={href}
          alt={file.name}
          width={file.width ?? undefined}
          height={file.height ?? undefined}
          loading="lazy"
          onError={() => setBroken(true)}
        />
      </button>
    );
  }
  return (
    <a class="file" href={href} download={file.name} target="_blank" rel="noopener noreferrer">
      <FileIcon />
      <span class="grow">
        <span class="words">{file.name}</span>
        <small>{sizeOf(file.size, texts, language)}</small>
      </span>
    </a>
  );
};

interface ContentProps {
  body: string;
  files: File[] | undefined;
  onView: (file: File) => void;
}

export const Content = ({ body, files, onView }: ContentProps) => (
  <div class="content">
    {files?.map((file) => (
      <Attachment key={file.id} file={file} onView={onView} />
    ))}
    {body && <Body text={body} />}
  </div>
);

interface MessageProps {
  part: Part;
  /** The first of its author in a row: with face and name. */
  isFirst: boolean;
  /** What stands under the visitor's last message. */
  mark?: string | undefined;
  onView: (file: File) => void;
}

export const Message = ({ part, isFirst, mark, onView }: MessageProps) => {
  const { language } = useChat();
  const { author, at, body, data } = part;
  const isOwn = author.kind === 'visitor';
  return (
    <li class="message" data-own={isOwn} data-first={isFirst}>
      {!isOwn && isFirst && <Face name={author.name} picture={author.picture} />}
      <div class="column">
        {!isOwn && isFirst && author.name && <span class="author">{author.name}</span>}
        <Content body={body} files={data.files} onView={onView} />
        <small class="mark">
          <time dateTime={at}>{timeOf(at, language)}</time>
          {mark && ` · ${mark}`}
        </small>
      </div>
    </li>
  );
};

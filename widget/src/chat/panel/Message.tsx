import { Face, useChat } from '../borrowed';
import type { File, Part } from '../types';
import { hrefOf, splitLinks, timeOf } from './format';
import { texts } from './texts';

interface ContentProps {
  body: string;
  files: File[] | undefined;
}

/** Files, and plain text with its addresses made links; nothing of it is ever markup. */
export const Content = ({ body, files }: ContentProps) => {
  const more = files?.[0] && useChat().want('more');
  return (
    <div class="content">
      {more && files.map((file) => <more.Attachment key={file.id} file={file} />)}
      {body && (
        <div class="text">
          {splitLinks(body).map((piece, n) =>
            n % 2 ? (
              <a href={hrefOf(piece)} target="_blank" rel="noreferrer">
                {piece}
              </a>
            ) : (
              piece
            ),
          )}
        </div>
      )}
    </div>
  );
};

interface MessageProps {
  part: Part;
  /** The first of its author in a row: with face and name. */
  isFirst: boolean;
  /** What stands under the visitor's last message. */
  mark: string;
}

export const Message = ({ part: { author, at, body, data }, isFirst, mark }: MessageProps) => {
  const { kind, picture } = author;
  const isOwn = kind === 'visitor';
  const name = author.name || (kind === 'bot' && texts.automatic);
  return (
    <li class={`message ${isOwn ? 'own' : ''} ${isFirst ? 'first' : ''}`}>
      {!isOwn && isFirst && [<Face name={author.name} picture={picture} />, name && <small class="mark">{name}</small>]}
      <Content body={body} files={data.files} />
      <small class="mark">
        <time datetime={at}>{timeOf(at)}</time>
        {mark && ` · ${mark}`}
      </small>
    </li>
  );
};

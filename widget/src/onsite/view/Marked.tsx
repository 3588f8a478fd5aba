import { type Child, jsx } from '../../chat/view/jsx-runtime';
import { type Mark, parseMarks } from '../marks';

const NEW_TAB = { target: '_blank', rel: 'noopener noreferrer' };

const drawMark = (mark: Mark): Child => {
  if (typeof mark === 'string') return mark;
  const { tag, inner, href } = mark;
  return jsx(tag, { children: inner.map(drawMark), ...(href && { href, ...(/^http/.test(href) && NEW_TAB) }) });
};

/** A text with its marks; nothing of it is ever markup. */
export const Marked = ({ text }: { text: string | undefined }) => parseMarks(text ?? '').map(drawMark);

import type { Json } from '@/lib/api/types';
import type { Content } from '../api/graph';
import { textsOf } from '../editor/texts';

const WAY_OUT = /\{\{-?\s*unsubscribe_url/;
const FOOTER = 'footer';
type Fields = Content['content'];

const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

/** Whether a letter says something and nobody could unsubscribe from it. */
export function lacksWayOut({ channel, content }: Content): boolean {
  const { subject: _, preheader: __, sender: ___, ...body } = content;
  const said = textsOf(body);
  if (channel !== 'email' || !said.some(Boolean)) return false;
  return !said.some((each) => WAY_OUT.test(each)) && !blocksOf(body).some(({ kind }) => kind === FOOTER);
}

/** Blocks of a letter that is made of them; its footer has the link by itself. */
function blocksOf({ design }: Fields): Fields[] {
  const blocks = isFields(design) ? design.blocks : undefined;
  return Array.isArray(blocks) ? blocks.filter(isFields) : [];
}

const isFields = (value: Json | undefined): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The letter with the link at its end, called by that word. */
export function withWayOut(content: Fields, word: string): Fields {
  if (isFields(content.design)) {
    const footer = { kind: FOOTER, leave: word };
    return { ...content, design: { ...content.design, blocks: [...blocksOf(content), footer] } };
  }
  const html = text(content.html);
  const added: Fields = {};
  if (html) added.html = `${html}\n<p><a href="{{ unsubscribe_url }}">${word}</a></p>`;
  if (text(content.text) || !html) added.text = `${text(content.text)}\n\n${word}: {{ unsubscribe_url }}`;
  return { ...content, ...added };
}

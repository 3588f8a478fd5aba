/** What a message is made of. Everything is text; only web and mail addresses become links. */
export type Token = { kind: 'text'; text: string } | { kind: 'link'; text: string; href: string };

const ADDRESS = /https?:\/\/[^\s<>"'`]+|www\.[a-z0-9-]+\.[^\s<>"'`]+|[\w.+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+/giu;
const PAIRS = [
  ['(', ')'],
  ['[', ']'],
  ['{', '}'],
] as const;
const ENDING = /[.,:;!?…»”*_]+$/u;

/** The address without the marks of the sentence around it; a bracket stays when it was opened inside. */
function withoutEnding(found: string): string {
  let text = found.replace(ENDING, '');
  for (const [open, close] of PAIRS) {
    while (text.endsWith(close) && !text.includes(open)) text = text.slice(0, -1).replace(ENDING, '');
  }
  return text;
}

/** Where it leads; null when it is no address of the web or of mail after all. */
function hrefOf(text: string): string | null {
  if (!/^https?:|^www\./iu.test(text)) return text.includes('@') ? `mailto:${text}` : null;
  try {
    const url = new URL(/^www\./iu.test(text) ? `https://${text}` : text);
    return url.protocol === 'http:' || url.protocol === 'https:' ? url.href : null;
  } catch {
    return null;
  }
}

/** The message, cut into text and links; put together again the tokens are the message, letter for letter. */
export function parseBody(body: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  for (const match of body.matchAll(ADDRESS)) {
    const text = withoutEnding(match[0]);
    const href = hrefOf(text);
    if (href === null) continue;
    if (match.index > at) tokens.push({ kind: 'text', text: body.slice(at, match.index) });
    tokens.push({ kind: 'link', text, href });
    at = match.index + text.length;
  }
  if (at < body.length) tokens.push({ kind: 'text', text: body.slice(at) });
  return tokens;
}

export interface Trigger {
  /** Where the sign stands. */
  from: number;
  query: string;
}

/** What is being typed after a sign (`#`, `/`, `@`) before the caret, where the sign begins a word. */
export function findTrigger(text: string, caret: number, sign: '#' | '/' | '@'): Trigger | null {
  const before = text.slice(0, caret);
  const from = before.lastIndexOf(sign);
  if (from < 0 || before.length - from > 40) return null;
  const isStart = sign === '/' ? from === 0 : from === 0 || /\s/u.test(before.charAt(from - 1));
  const query = before.slice(from + 1);
  const isWord = sign === '#' ? !query.includes('\n') && !/\s{2}/u.test(query) : !/\s/u.test(query);
  return isStart && isWord && !/^\s/u.test(query) ? { from, query } : null;
}

/** Members whose names stand in the note behind an `@`. */
export function mentionsIn(body: string, members: readonly { id: number; name: string }[]): number[] {
  const text = body.toLocaleLowerCase();
  return members.filter(({ name }) => name && text.includes(`@${name.toLocaleLowerCase()}`)).map(({ id }) => id);
}

/** A snippet cut at the ranges, in characters as the server counts them (an emoji is one). */
export function markRanges(
  snippet: string,
  ranges: readonly (readonly number[])[],
): { text: string; isMarked: boolean }[] {
  const chars = Array.from(snippet);
  const cut: { text: string; isMarked: boolean }[] = [];
  let at = 0;
  const add = (to: number, isMarked: boolean): void => {
    if (to > at) cut.push({ text: chars.slice(at, to).join(''), isMarked });
    at = Math.max(at, to);
  };
  for (const [from = 0, to = 0] of ranges) {
    add(from, false);
    add(to, true);
  }
  add(chars.length, false);
  return cut;
}

/** A text with marks: words, or marked words, which may hold marks again. */
export type Mark = string | { tag: 'b' | 'i' | 'a'; inner: Mark[]; href?: string };

/** `\*` a sign itself, **bold**, *italic*, [words](address). */
const MARK =
  /\\([\\*[\]()])|\*\*(?=\S)([^]*?\S)\*\*(?!\*)|\*(?=[^\s*])([^]*?[^\s*])\*(?!\*)|\[([^\]]+)\]\(([^\s()]+)\)/;
const DEEPEST = 4;

/** Where a link may lead: pages, letters and phones; anything else (scripts, data) is no link. Relative ones are the page's. */
export const safeLink = (url: string | null | undefined): string | undefined => {
  try {
    const { href, protocol } = new URL(url || '', location.href);
    return url && /^(https?|mailto|tel):$/.test(protocol) ? href : undefined;
  } catch {
    return undefined;
  }
};

/** Reads the marks of a text. What is no mark stays as it is written; nothing of it is ever markup. */
export const parseMarks = (text: string, depth = 0): Mark[] => {
  const found: Mark[] = [];
  let rest = text;
  for (let match = MARK.exec(rest); match && depth < DEEPEST; match = MARK.exec(rest)) {
    const [whole, sign, bold, italic, words, address] = match;
    found.push(rest.slice(0, match.index));
    const href = safeLink(address);
    if (sign) found.push(sign);
    else if (words) found.push(href ? { tag: 'a', href, inner: parseMarks(words, depth + 1) } : whole);
    else found.push({ tag: bold ? 'b' : 'i', inner: parseMarks((bold || italic)!, depth + 1) });
    rest = rest.slice(match.index + whole.length);
  }
  return [...found, rest].filter((each) => each !== '');
};

/** Rich text between the page and its content: eleven tags, Liquid as it is typed. */

const LIQUID = /(\{\{.*?\}\}|\{%.*?%\})/s;
const SAME: Record<string, string> = { STRONG: 'b', B: 'b', EM: 'i', I: 'i', U: 'u', S: 's', STRIKE: 's', DEL: 's' };
const LISTS: Record<string, string> = { UL: 'ul', OL: 'ol', LI: 'li' };
const BLOCKS = new Set(['P', 'DIV', 'H1', 'H2', 'H3', 'H4', 'H5', 'H6', 'BLOCKQUOTE']);
const LINK = /^(?:https?:\/\/|mailto:|tel:|\{\{|\{%)/i;

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\u00a0', '&nbsp;');

/** Words as HTML; Liquid keeps its quotes and signs. */
export const escapeWords = (text: string): string =>
  text
    .split(LIQUID)
    .map((piece, n) => (n % 2 ? piece : escape(piece)))
    .join('');

const quote = (text: string): string =>
  text
    .split(LIQUID)
    .map((piece, n) => (n % 2 ? piece.replaceAll('"', "'") : escape(piece).replaceAll('"', '&quot;')))
    .join('');

export const isLink = (url: string): boolean => LINK.test(url.trim());

/** What stands in an element, as it is kept: only what a letter may have. */
export function toHtml(element: Node): string {
  const html = [...element.childNodes].map(nodeToHtml).join('');
  return isBlank(html) ? '' : wrapLoose(element, html);
}

const isBlank = (html: string): boolean => html.replaceAll(/<[^>]*>|&nbsp;|\s/g, '') === '';

/** Words that stand in no paragraph become one. */
function wrapLoose(element: Node, html: string): string {
  const isLoose = [...element.childNodes].every(
    (node) => !(node instanceof Element) || !(BLOCKS.has(node.tagName) || node.tagName in LISTS),
  );
  return isLoose ? `<p>${html}</p>` : html;
}

function nodeToHtml(node: Node): string {
  if (node.nodeType === Node.TEXT_NODE) return escapeWords(node.textContent ?? '');
  if (!(node instanceof Element)) return '';
  const { tagName } = node;
  if (tagName === 'BR') return '<br>';
  if (tagName === 'SCRIPT' || tagName === 'STYLE') return '';
  const inside = [...node.childNodes].map(nodeToHtml).join('');
  const same = SAME[tagName] ?? LISTS[tagName];
  if (same) return inside === '' ? '' : `<${same}>${inside}</${same}>`;
  if (tagName === 'A') {
    const href = node.getAttribute('href') ?? '';
    return isLink(href) ? `<a href="${quote(href)}">${inside}</a>` : inside;
  }
  if (BLOCKS.has(tagName)) return blockToHtml(node, inside);
  return inside;
}

/** A paragraph; one around lists or other paragraphs is none of its own. */
function blockToHtml(node: Element, inside: string): string {
  if ([...node.children].some(({ tagName }) => BLOCKS.has(tagName) || tagName === 'UL' || tagName === 'OL'))
    return inside;
  return `<p>${inside === '' ? '<br>' : inside}</p>`;
}

/** What is kept, as it may stand in the page: nothing in it runs, whoever wrote it. */
export function fromHtml(html: string): string {
  const held: string[] = [];
  const hidden = html
    .split(LIQUID)
    .map((piece, n) => (n % 2 ? `\ue000${held.push(piece) - 1}\ue001` : piece))
    .join('');
  const parsed = new DOMParser().parseFromString(hidden, 'text/html');
  const put = (text: string): string => text.replaceAll(/\ue000(\d+)\ue001/g, (_, n: string) => held[Number(n)] ?? '');
  for (const link of parsed.querySelectorAll('a[href]'))
    link.setAttribute('href', put(link.getAttribute('href') ?? ''));
  const walker = parsed.createTreeWalker(parsed.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) node.textContent = put(node.textContent ?? '');
  return toHtml(parsed.body).replaceAll(LIQUID_ALL, (found) => escape(found));
}

const LIQUID_ALL = /(?<!href=")(\{\{.*?\}\}|\{%.*?%\})/gs;

/** The first words, for lists. */
export function wordsOf(html: string): string {
  const parsed = new DOMParser().parseFromString(html.replaceAll(/<\/(p|li)>|<br>/g, ' '), 'text/html');
  return parsed.body.textContent.trim();
}

import type { MapLink } from './api';

const BADGE =
  'padding:1px 6px;border-radius:9px;' +
  'font:600 11px/16px system-ui,sans-serif;letter-spacing:0;text-decoration:none;white-space:nowrap;color:#fff;';
/** Over the corner of a button or a picture. */
const OVER = 'position:absolute;z-index:9;right:0;top:0;transform:translate(4px,-60%);';
/** Beside words of a text: over them it would cover a short link whole. */
const BESIDE = 'display:inline-block;margin:0 2px 0 4px;vertical-align:middle;';
const FEW = '#5c636e';
const MANY = '#4550c8';

/** The letter's page with the count of people on each of its links; nothing in it leads anywhere. */
export function drawCounts(html: string, links: readonly MapLink[], words: (link: MapLink) => string): string {
  const page = new DOMParser().parseFromString(html, 'text/html');
  const known = new Map(links.filter((link) => link.is_shown).map((link) => [link.url, link]));
  const most = Math.max(1, ...[...known.values()].map(({ people }) => people));
  for (const anchor of page.querySelectorAll<HTMLAnchorElement>('a[href]')) {
    const link = known.get(anchor.getAttribute('href')?.trim() ?? '');
    anchor.removeAttribute('href');
    if (!link) continue;
    const strength = link.people / most;
    anchor.style.position = 'relative';
    anchor.style.outline = `2px solid ${link.people > 0 ? MANY : FEW}`;
    anchor.style.outlineOffset = '1px';
    anchor.title = link.url;
    const badge = page.createElement('span');
    badge.setAttribute(
      'style',
      `${isWords(anchor) ? BESIDE : OVER}${BADGE}background:${strength >= 0.5 && link.people > 0 ? MANY : FEW}`,
    );
    badge.textContent = words(link);
    anchor.append(badge);
  }
  return `<!doctype html>${page.documentElement.outerHTML}`;
}

/** Whether it is a link among words: no picture in it, no box of its own. */
function isWords(anchor: HTMLAnchorElement): boolean {
  const { display, padding, paddingTop } = anchor.style;
  return !anchor.querySelector('img, table') && !/block/.test(display) && !padding && !paddingTop;
}

/** What readers' programs do with a letter's colours. */
export const LIGHTS = ['light', 'dark', 'inverted'] as const;
export type Light = (typeof LIGHTS)[number];

const ASKS = /@media\s*\(prefers-color-scheme:\s*dark\)/g;
const INVERTED =
  '<style>html{background:#fff;filter:invert(1) hue-rotate(180deg)}img{filter:invert(1) hue-rotate(180deg)}</style>';

/** The page as a program in these colours shows it: Apple Mail asks the letter, Gmail and Outlook turn colours over. */
export function lit(html: string, light: Light): string {
  if (light === 'dark') return html.replaceAll(ASKS, '@media all');
  if (light === 'inverted') return html.replace(/<\/head>/i, `${INVERTED}</head>`);
  // A reader whose system is dark sees the light one, too.
  return html.replaceAll(ASKS, '@media not all');
}

/** Where a pressed element belongs: `2-0-1`. */
export function placeIn(element: Element): string | null {
  for (let each: Element | null = element.nodeType === 1 ? element : null; each; each = each.parentElement) {
    const found = /(?:^|\s)o-at-([\d-]*\d)(?:\s|$)/.exec(each.getAttribute('class') ?? '');
    if (found?.[1]) return found[1];
  }
  return null;
}

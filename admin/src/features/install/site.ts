/** The parameter of an opened page by which its events are told from everybody else's. */
export const MARK = 'otklik_check';

/** A page's address as typed, `https://` unless it says otherwise; null when it is none. */
export function siteOf(typed: string): URL | null {
  const text = typed.trim();
  if (!text) return null;
  const isHere = /^(localhost|127\.0\.0\.1)(:|\/|$)/.test(text);
  try {
    const url = new URL(/^[a-z]+:\/\//i.test(text) ? text : `${isHere ? 'http' : 'https'}://${text}`);
    const isWeb = url.protocol === 'https:' || url.protocol === 'http:';
    return isWeb && (url.hostname.includes('.') || url.hostname === 'localhost') ? url : null;
  } catch {
    return null;
  }
}

/** The page with the mark in its address. */
export function marked(site: URL, mark: string): string {
  const url = new URL(site);
  url.searchParams.set(MARK, mark);
  return url.href;
}

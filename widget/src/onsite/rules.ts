import { attempt } from '../chat/safe';
import type { UrlRule, Where } from './types';

export type Device = 'desktop' | 'tablet' | 'mobile';

/** Which of the three this is; the server judges again by what it knows. */
export const deviceOf = ({ userAgent, maxTouchPoints }: Pick<Navigator, 'userAgent' | 'maxTouchPoints'>): Device => {
  if (/iPad|Tablet|Android(?!.*Mobi)/.test(userAgent) || (/Macintosh/.test(userAgent) && maxTouchPoints > 1))
    return 'tablet';
  return /Mobi|iPhone|iPod/.test(userAgent) ? 'mobile' : 'desktop';
};

/** An address without scheme, `www.` and what stands behind #. */
const bare = (text: string): string =>
  text
    .replace(/#.*/, '')
    .replace(/^(https?:)?\/\//, '')
    .replace(/^www\./, '');

/** As the server: a value that begins with a slash is held against path and query, any other against host and all. */
const fitsOne = (kind: string, value: string, href: string): boolean | undefined => {
  // What this browser cannot read is left to the server.
  if (kind === 'regex') return attempt(() => new RegExp(value).test(href));
  const url = new URL(href);
  const isPath = value.startsWith('/');
  const wanted = isPath ? value : bare(value);
  const path = isPath ? url.pathname : bare(url.host.toLowerCase()) + url.pathname;
  const whole = path + url.search;
  if (kind === 'contains') return whole.includes(wanted);
  if (kind === 'starts') return whole.startsWith(wanted);
  const cut = (text: string): string => text.replace(/\/+$/, '');
  return [whole, path].some((each) => cut(each) === cut(wanted));
};

const NOT = /^not_/;

/** Does an address fit? One of the rules that say where has to hold (if there are any), and none of those that say where not. */
export const fitsPage = (rules: readonly UrlRule[] = [], href: string): boolean => {
  const wanted = rules.filter(({ match }) => !NOT.test(match));
  if (wanted[0] && !wanted.some(({ match, value }) => fitsOne(match, value, href) ?? true)) return false;
  return !rules.some(({ match, value }) => NOT.test(match) && fitsOne(match.replace(NOT, ''), value, href));
};

export const fits = ({ pages, devices }: Where, href: string, device: Device): boolean =>
  (!devices?.[0] || devices.includes(device)) && fitsPage(pages, href);

import { attempt } from './safe';

/** 396 days; browsers cap a cookie's age at 400. */
const YEAR_AND_MONTH_S = 34214400;

/** What localStorage would not take (blocked, full): lives as long as the page. */
const memory: Record<string, string> = {};
let widest: string | undefined;

const getItem = (key: string): string | undefined => memory[key] || attempt(() => localStorage[key]);

/** Keeps a value; the empty one is forgotten. */
export const setItem = (key: string, value: string): void => {
  memory[key] = value;
  attempt(() => {
    if (value) localStorage[key] = value;
    else delete localStorage[key];
    memory[key] = '';
  });
};

export const getCookie = (name: string): string | undefined =>
  attempt(() => decodeURIComponent(('; ' + document.cookie).split(`; ${name}=`)[1]!.split(';')[0]!));

const write = (name: string, value: string, age: number, domain: string): void => {
  document.cookie = `${name}=${encodeURIComponent(value)};path=/;max-age=${age};samesite=lax${domain}${
    location.protocol == 'https:' ? ';secure' : ''
  }`;
};

/** The widest domain on which the browser takes our cookie, found by trying: it knows the public suffixes, we do not. */
const widestDomain = (): string => {
  const parts = location.hostname.split('.');
  for (let from = parts.length - 1; from--; ) {
    const domain = ';domain=' + parts.slice(from).join('.');
    // Its value tells this try from the page before's, which lives on for a second.
    write('otklik_t', domain, 1, domain);
    if (getCookie('otklik_t') == domain) return domain;
  }
  return '';
};

/** A value kept twice (the empty one is forgotten), in a cookie (shared by subdomains) and in localStorage (survives cleared cookies). */
export const load = (key: string): string | undefined => getCookie(key) || getItem(key);

export const save = (key: string, value: string): void => {
  attempt(() => write(key, value, value ? YEAR_AND_MONTH_S : 0, (widest ??= widestDomain())));
  setItem(key, value);
};

import { keep, recall } from './memory';
import type { Visit } from './types';

const KEY = 'otklik_visit';
/** As the server's: a visit ends after so long without a sign. */
const GAP_MS = 1_800_000;

const read = (now: number): Visit => {
  const { at = 0, pages = 0, ms = 0, ever = 0, fired = [], once = [] } = recall<Visit>(KEY);
  const isOn = at <= now && now - at < GAP_MS;
  return isOn ? { at, pages, ms, ever, fired, once } : { at: now, pages: 0, ms: 0, ever, fired: [], once };
};

const change = (now: number, news: (visit: Visit) => Partial<Visit>): Visit => {
  const before = read(now);
  const after = { ...before, ...news(before), at: now };
  keep(KEY, after);
  return after;
};

export const countPage = (now: number): Visit =>
  change(now, ({ pages, ever }) => ({ pages: pages + 1, ever: ever + 1 }));

/** Adds time of this tab; tabs that are seen side by side do not count the same moment twice. */
export const addTime = (now: number, spent: number): Visit =>
  change(now, ({ ms, at, pages }) => ({ ms: ms + (pages ? Math.min(spent, Math.max(now - at, 0)) : spent) }));

/** Is it the first time in this visit (or ever)? From now on it is not. */
export const isFirst = (now: number, key: string, forever: boolean): boolean => {
  const name = forever ? 'once' : 'fired';
  if (read(now)[name].includes(key)) return false;
  change(now, (visit) => ({ [name]: [...visit[name], key].slice(-200) }));
  return true;
};

export const readVisit = read;

import { attempt, parse, stringify } from '../chat/safe';

const own: Record<string, string> = {};

/** What the site's storage keeps under a name, all of its tabs together; where it is closed to us, what this page knows. */
export const recall = <T>(key: string): Partial<T> =>
  attempt(() => parse(attempt(() => localStorage.getItem(key)) ?? own[key] ?? '{}') as T) ?? {};

export const keep = (key: string, value: unknown): void => {
  own[key] = stringify(value);
  attempt(() => localStorage.setItem(key, own[key]!));
};

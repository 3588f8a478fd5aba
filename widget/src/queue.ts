import { attempt, parse, stringify } from './safe';
import { getItem, setItem } from './storage';
import type { Item } from './types';

const KEY = 'otklik_queue';
const MAX_ITEMS = 200;
/** 256 KB, as localStorage counts two bytes a character. */
const MAX_CHARS = 131072;

/** All items that wait, other tabs' among them: the store is read anew each time, as tabs share it. */
export const waiting = (): Item[] => {
  return attempt(() => [...parse(getItem(KEY)!)]) || [];
};

/** The newest that fit; over the bound the older half goes. */
const keep = (items: Item[]): void => {
  const kept = items.slice(-MAX_ITEMS);
  const text = stringify(kept);
  if (text.length > MAX_CHARS) keep(kept.slice(kept.length / 2 + 0.5));
  else setItem(KEY, text);
};

export const append = (item: Item): void => keep([...waiting(), item]);

/** Removes the items that `body`, a sent text, holds. */
export const remove = (body: string): void => keep(waiting().filter((item) => !body.includes(item.messageId)));

export const clear = (): void => setItem(KEY, '');

import { attempt, parse, stringify } from './safe';
import { setItem } from './storage';
import type { Item } from './types';

const PREFIX = 'otklik_queue';
const MAX_ITEMS = 200;
/** 256 KB, as localStorage counts two bytes a character. */
const MAX_CHARS = 131072;

/** Each page keeps a store of its own: two tabs that wrote one would lose each other's items. */
const own = PREFIX + Math.random();

/** All that waits, oldest first. */
export let items: Item[] = [];

/** Keeps the newest that fit, as they are now: the page may change its objects later. Over the bound the older half goes. */
const keep = (next: Item[]): void => {
  const kept = next.slice(-MAX_ITEMS);
  const text = stringify(kept);
  if (text.length > MAX_CHARS) keep(kept.slice(kept.length / 2 + 0.5));
  else {
    items = parse(text);
    setItem(own, items[0] ? text : '');
  }
};

export const append = (item: Item): void => keep([...items, item]);

/** Removes the items that `body`, a sent text, holds. */
export const remove = (body: string): void => keep(items.filter((item) => !body.includes(item.messageId)));

/** Takes over what pages before left behind. A living tab's items come twice then, the server drops the second. */
export const adopt = (): void => {
  attempt(() => {
    for (const key in localStorage) {
      if (!key.startsWith(PREFIX) || key == own) continue;
      const text = localStorage[key];
      delete localStorage[key];
      attempt(() => keep([...parse(text), ...items]));
    }
  });
};

/** A consent that was withdrawn is told, should the server be away just now; nothing else outlives a refusal. */
export const isWithdrawal = (item: Item): boolean => item.event == '$consent_withdrawn';

export const clear = (): void => {
  adopt();
  keep(items.filter(isWithdrawal));
};

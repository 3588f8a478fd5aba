import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LOOKS } from './kinds';
import enMeanings from './meanings/en.json';
import ruMeanings from './meanings/ru.json';
import { withTitled } from './titles';
import en from './titles/en.json';
import ru from './titles/ru.json';

const REFERENCE = join(import.meta.dirname, '../../../../docs/reference/names.md');

/** Names of the table of events; `_read` after `$message_sent` is `$message_read`. */
function standardNames(): string[] {
  const table = readFileSync(REFERENCE, 'utf8').split('## Events')[1]?.split('##')[0] ?? '';
  let stem = '';
  const names: string[] = [];
  for (const line of table.split('\n')) {
    for (const [, name = ''] of (line.split('|')[1] ?? '').replace(/\([^)]*\)/g, '').matchAll(/`([$_]\w+)`/g)) {
      if (name.startsWith('$')) stem = name.slice(0, name.lastIndexOf('_'));
      names.push(name.startsWith('$') ? name : stem + name);
    }
  }
  return names;
}

const mapOf = (titles: Record<string, string>) => new Map(Object.entries(titles));

describe('titles of events', () => {
  it.each([
    ['en', en],
    ['ru', ru],
    ['en, meanings', enMeanings],
    ['ru, meanings', ruMeanings],
  ])('are there for every standard event, %s', (_language, titles) => {
    expect(Object.keys(titles).sort()).toEqual(standardNames().sort());
    expect(Object.keys(LOOKS).filter((name) => !(name in titles))).toEqual([]);
    expect(Object.values(titles).filter((title) => !title.trim())).toEqual([]);
  });

  it('tell the events apart', () => {
    for (const titles of [en, ru, enMeanings, ruMeanings])
      expect(new Set(Object.values(titles)).size).toBe(Object.keys(titles).length);
  });

  it('are searched together with the names', () => {
    const [added, paid, own] = [{ name: '$cart_added' }, { name: '$order_paid' }, { name: 'cart_opened' }];
    const all = [added, paid, own];
    expect(withTitled([], all, mapOf(ru), ' Корзин')).toEqual([added]);
    expect(withTitled([own], all, mapOf(en), 'cart')).toEqual([added, own]);
    expect(withTitled([own], all, new Map(), 'cart')).toEqual([own]);
  });
});

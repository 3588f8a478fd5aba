import { describe, expect, it } from 'vitest';
import { part } from '../store/rows.testing';
import { BLOCK, beginningsOf, blocksOf } from './blocks';

const parts = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => part(from + at, from + at, 1));

describe('blocks of the feed', () => {
  it('hold every part once, in its order, few at a time', () => {
    const all = parts(1, 338);
    const blocks = blocksOf(all, beginningsOf([], all));
    expect(blocks.flatMap((block) => block.parts)).toEqual(all);
    expect(blocks.every((block) => block.parts.length <= BLOCK)).toBe(true);
    expect(blocks.at(-1)?.before).toBe(all.at(-BLOCK - 1));
    expect(blocks[0]?.after).toBe(blocks[1]?.parts[0]);
  });

  it('stay as they are when parts come in above and below', () => {
    let begins = beginningsOf([], parts(200, 250));
    expect(begins).toEqual([200, 225]);
    for (const [from, to] of [
      [150, 250],
      [150, 251],
      [150, 276],
      [101, 276],
    ] as const) {
      const next = beginningsOf(begins, parts(from, to));
      expect(next).toEqual(expect.arrayContaining(begins));
      begins = next;
    }
    expect(begins).toEqual([101, 125, 150, 175, 200, 225, 250, 275]);
  });

  it('go where nothing is left of them', () => {
    const all = parts(1, 76);
    const begins = beginningsOf([], all);
    const some = all.filter(({ id }) => id < 26 || id > 50);
    expect(blocksOf(some, begins).map(({ from }) => from)).toEqual([1, 51]);
    expect(beginningsOf(begins, all.slice(60))[0]).toBe(61);
    expect(beginningsOf(begins, [])).toEqual([]);
  });
});

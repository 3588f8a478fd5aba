import { describe, expect, it } from 'vitest';
import type { Part } from './api/types';
import { part } from './store/rows.testing';
import { foldTags } from './words';

const tagging = (id: number, tag: string, more: Partial<Part> = {}): Part => ({
  ...part(id, id, 1),
  kind: 'happening',
  author: { kind: 'operator', id: 7, name: 'Anna', picture: null },
  data: { what: 'tagged', tag },
  ...more,
});

describe('tags put on one after another', () => {
  it('are told as one', () => {
    const [only, ...rest] = foldTags([tagging(1, 'a'), tagging(2, 'b'), tagging(3, 'c')]);
    expect([only?.id, only?.data.tags, rest]).toEqual([3, ['a', 'b', 'c'], []]);
  });

  it.each([
    ['by another hand', { author: { kind: 'operator', id: 8, name: 'Boris', picture: null } }],
    ['taken off', { data: { what: 'untagged', tag: 'b' } }],
    ['an hour later', { at: '2026-11-22T11:00:00Z' }],
    ['no tag at all', { data: { what: 'closed' } }],
  ] as [string, Partial<Part>][])('but not what was %s', (_, more) => {
    expect(foldTags([tagging(1, 'a'), tagging(2, 'b', more)])).toHaveLength(2);
  });

  it('nor over words between them', () => {
    expect(foldTags([tagging(1, 'a'), part(2, 2, 1, 'Hi'), tagging(3, 'b')])).toHaveLength(3);
  });
});

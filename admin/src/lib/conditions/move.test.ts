import { describe, expect, it } from 'vitest';
import type { Condition } from './language';
import { moveItem, ROOT_GROUP } from './move';
import { keyOf } from './tree';

const [vip, buyer, lead] = [{ tag: 'vip' }, { tag: 'buyer' }, { tag: 'lead' }] as Condition[] as [
  Condition,
  Condition,
  Condition,
];
const inner: Condition = { any: [buyer, lead] };
const denied: Condition = { not: inner };

describe('a condition that is moved', () => {
  it('changes its place within a group', () => {
    const items = [vip, buyer, lead];
    expect(moveItem(items, { source: keyOf(vip), group: ROOT_GROUP, index: 3 })).toEqual([buyer, lead, vip]);
    expect(moveItem(items, { source: keyOf(lead), group: ROOT_GROUP, index: 0 })).toEqual([lead, vip, buyer]);
    expect(moveItem(items, { source: keyOf(buyer), group: ROOT_GROUP, index: 1 })).toEqual(items);
  });

  it('goes into a denied group and out of it, and leaves everything else as it was', () => {
    const into = moveItem([vip, denied], { source: keyOf(vip), group: keyOf(inner), index: 1 });
    expect(into).toEqual([{ not: { any: [buyer, vip, lead] } }]);
    const out = moveItem([vip, denied], { source: keyOf(lead), group: ROOT_GROUP, index: 1 });
    expect(out).toEqual([vip, lead, { not: { any: [buyer] } }]);
    expect(out[1]).toBe(lead);
    expect(keyOf(out[2] as object)).toBe(keyOf(denied));
  });

  it('takes an emptied group away', () => {
    const one: Condition = { all: [vip] };
    expect(moveItem([one, buyer], { source: keyOf(vip), group: ROOT_GROUP, index: 2 })).toEqual([buyer, vip]);
  });

  it('never goes into itself', () => {
    const items = [vip, denied];
    expect(moveItem(items, { source: keyOf(denied), group: keyOf(inner), index: 0 })).toBe(items);
    expect(moveItem(items, { source: 'gone', group: ROOT_GROUP, index: 0 })).toBe(items);
  });
});

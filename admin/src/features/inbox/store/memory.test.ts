import { describe, expect, it } from 'vitest';
import { LEFT, shorten, withoutStrange } from './memory';
import { part } from './rows.testing';
import { type Shot, UNREAD_WINDOW, type Window } from './shot';
import { EMPTY, partsOf } from './state';

const read = (more: Partial<Window> = {}): Window => ({ ...UNREAD_WINDOW, isRead: true, ...more });

/** Conversations 1, 2, 3 with so many parts each. */
function known(count: number, windows: Record<number, Window>): Pick<Shot, 'state' | 'windows'> {
  const parts = [1, 2, 3].flatMap((talk) =>
    Array.from({ length: count }, (_, at) => part(talk * 1_000 + at, talk * 1_000 + at, talk)),
  );
  const state = { ...EMPTY, parts: new Map(parts.map((each) => [each.id, each])) };
  return { state, windows: new Map(Object.entries(windows).map(([id, window]) => [Number(id), window])) };
}
const count = ({ state }: Pick<Shot, 'state'>, talk: number): number => partsOf(state.parts, talk, 0).length;

describe('what is kept of conversations', () => {
  it('is all of the one on the screen, the end of those looked at before, nothing of others', () => {
    const left = shorten(known(300, { 1: read(), 2: read(), 3: read() }), { kept: [2, 1], shown: 2 });
    expect([1, 2, 3].map((talk) => count(left, talk))).toEqual([LEFT, 300, 0]);
    expect(left.windows.get(1)).toMatchObject({ from: 1_250, next: 1_250, isRead: true });
    expect(left.windows.has(3)).toBe(false);
  });

  it('is as it was where there is little of it', () => {
    const before = known(LEFT, { 1: read(), 2: read({ next: 7 }), 3: read() });
    expect(shorten(before, { kept: [3, 2, 1], shown: null })).toBe(before);
  });

  it('is what is being read, and the other conversations of the person on the screen', () => {
    const before = known(300, { 1: read({ also: [2] }), 2: read(), 3: { ...UNREAD_WINDOW, isLoading: true } });
    const left = shorten(before, { kept: [1], shown: 1 });
    expect([1, 2, 3].map((talk) => count(left, talk))).toEqual([300, 300, 300]);
  });

  it('is nothing of what comes to conversations that nobody looked at, unless it has left one that was', () => {
    const before = known(1, { 1: UNREAD_WINDOW });
    const told = [part(7_001, 7_001, 1), part(7_002, 7_002, 2), part(1_000, 7_003, 2)];
    expect(withoutStrange(told, before).map(({ id }) => id)).toEqual([7_001, 1_000]);
  });
});

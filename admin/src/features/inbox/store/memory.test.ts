import { describe, expect, it } from 'vitest';
import { listRows } from './listed';
import { forget, LEFT, RECENT, shorten, sizeOf, withoutStrange } from './memory';
import { conversation, part, person } from './rows.testing';
import { NEW, type Shot, UNREAD_WINDOW, unreadView, type Window } from './shot';
import { EMPTY, merge, partsOf } from './state';
import { DEFAULT_VIEW, keyOf, type View, type ViewName } from './views';

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

describe('rows, people and read marks', () => {
  const ME = 7;
  const COUNT = 3 * RECENT;
  const viewOf = (name: ViewName): View => ({ ...DEFAULT_VIEW, name });
  const read = (name: ViewName) => [keyOf(viewOf(name)), { ...unreadView(viewOf(name)), isRead: true }] as const;
  // The first ten are mine and open, all others closed; both views have been read to their ends.
  const rows = Array.from({ length: COUNT }, (_, at) =>
    conversation(at + 1, at + 1, at < 10 ? { assignee: ME } : { status: 'closed' }),
  );
  const told = {
    conversations: rows,
    people: Object.fromEntries(rows.map((row) => [row.profile_id, person(row.profile_id)])),
    reads: rows.map(({ id, seq }) => ({ conversation_id: id, member_id: ME, part: 1, seq })),
  };
  const day: Shot = {
    ...NEW,
    state: merge(EMPTY, told, COUNT),
    views: new Map([read('mine'), read('closed')]),
    windows: new Map([[20, { ...UNREAD_WINDOW, isRead: true, also: [21] }]]),
    hopes: new Map([[22, { status: 'open' }]]),
  };
  const mine = (shot: Shot) =>
    listRows(shot, { view: viewOf('mine'), pages: unreadView(viewOf('mine')), member: ME, kept: null });

  it('stay for what a view, a conversation that was opened or a change of one shows, and those that came last', () => {
    const left = { ...day, ...forget(day, { kept: [keyOf(viewOf('mine'))], member: ME }) };
    const old = [...left.state.conversations.keys()].filter((id) => id <= COUNT - RECENT);
    expect(old).toEqual([...Array.from({ length: 10 }, (_, at) => at + 1), 20, 21, 22]);
    expect(sizeOf(left.state)).toBe(3 * (RECENT + old.length));
    expect(mine(left)).toEqual(mine(day));
    expect([...left.views.keys()]).toEqual([keyOf(viewOf('mine'))]);
  });

  it('stay for a view whose next page is on its way', () => {
    const [key, pages] = read('closed');
    const reading = { ...day, views: new Map([...day.views, [key, { ...pages, isLoading: true }]]) };
    expect(forget(reading, { kept: [], member: ME }).state.conversations.has(100)).toBe(true);
  });
});

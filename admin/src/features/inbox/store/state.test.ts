import { describe, expect, it } from 'vitest';
import type { Changes, Conversation, Part, ReadMark } from '../api/types';
import { conversation, part, person } from './rows.testing';
import { EMPTY, isUnread, merge, partsOf, type State, withDetail, withPage } from './state';

/** A small generator of its own, so that a failing history can be had again by its number. */
function dice(seed: number): (sides: number) => number {
  let state = seed * 2_654_435_761 + 1;
  return (sides) => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) | 0;
    return (state >>> 0) % sides;
  };
}

/** A server in small: rows with the number of their last change. */
class Server {
  seq = 0;
  parts = new Map<number, Part>();
  conversations = new Map<number, Conversation>();
  reads = new Map<string, ReadMark>();

  step(roll: (sides: number) => number): void {
    this.seq += 1;
    const id = 1 + roll(5);
    const known = this.conversations.get(id) ?? conversation(id, 0);
    switch (roll(5)) {
      case 0: {
        const row = part(this.parts.size + 1, this.seq, id, `words ${this.seq}`);
        this.parts.set(row.id, row);
        this.conversations.set(id, { ...known, seq: this.seq, last_part: row.id, visitor_part: row.id });
        break;
      }
      case 1: {
        const [old] = [...this.parts.values()].slice(-1 - roll(3));
        if (old) this.parts.set(old.id, { ...old, seq: this.seq, body: '', deleted_at: '2026-11-22T11:00:00Z' });
        break;
      }
      case 2:
        this.reads.set(`${id}/7`, { conversation_id: id, member_id: 7, part: known.visitor_part, seq: this.seq });
        break;
      case 3: {
        // Split: a part goes to another conversation.
        const moved = [...this.parts.values()].find((each) => each.conversation_id === id);
        if (moved) this.parts.set(moved.id, { ...moved, seq: this.seq, conversation_id: 1 + roll(5) });
        break;
      }
      default:
        this.conversations.set(id, { ...known, seq: this.seq, status: roll(2) ? 'closed' : 'open', assignee: roll(3) });
    }
  }

  changes(after: number): Changes {
    const later = <T extends { seq: number }>(rows: Iterable<T>): T[] => [...rows].filter((row) => row.seq > after);
    return {
      after,
      seq: this.seq,
      conversations: later(this.conversations.values()),
      parts: later(this.parts.values()),
      reads: later(this.reads.values()),
      people: {},
      stale: false,
      counts: { mine: this.seq, unassigned: 0, mentions: 0, open: 0, teams: {} },
    };
  }
}

const sorted = (state: State) => ({
  conversations: [...state.conversations.values()].sort((one, other) => one.id - other.id),
  parts: [...state.parts.values()].sort((one, other) => one.id - other.id),
  reads: [...state.reads].sort(([one], [other]) => one.localeCompare(other)),
  counts: state.counts,
});

describe('the law: snapshot + changes = a new snapshot', () => {
  it.each(Array.from({ length: 60 }, (_, index) => index))('holds through cuts, repeats and any order (%i)', (seed) => {
    const roll = dice(seed);
    const server = new Server();
    for (let step = roll(20); step > 0; step -= 1) server.step(roll);
    let seen = server.seq;
    let state = merge(EMPTY, server.changes(-1), seen);
    const late: Changes[] = [];
    for (let step = 0; step < 60; step += 1) {
      server.step(roll);
      if (roll(3) > 0) continue;
      const told = server.changes(seen - roll(Math.min(4, seen + 1)));
      late.push(told);
      // A cut: it is lost, and asked for again from the number that was seen.
      if (roll(4) === 0) continue;
      state = merge(state, told, told.seq);
      seen = told.seq;
      if (roll(2)) state = merge(state, late[roll(late.length)] ?? told, told.after);
    }
    const last = server.changes(seen);
    state = merge(merge(state, last, last.seq), late[0] ?? last, late[0]?.seq ?? last.seq);
    expect(sorted(state)).toEqual(sorted(merge(EMPTY, server.changes(-1), server.seq)));
  });
});

describe('what is known of a conversation', () => {
  it('keeps the parts in the order of their numbers, from the place that was read', () => {
    const state = merge(EMPTY, { parts: [part(3, 3, 1), part(1, 1, 1), part(2, 2, 2), part(4, 9, 1)] }, 9);
    expect(partsOf(state.parts, 1, 2).map(({ id }) => id)).toEqual([3, 4]);
  });

  it('is unread by the own mark, and by the word of the list before one is known', () => {
    const row = conversation(1, 5, { visitor_part: 4 });
    const page = {
      seq: 5,
      people: {},
      next: null,
      counts: { mine: 0, unassigned: 0, mentions: 0, open: 0, teams: {} },
    };
    const seen = (is_unread: boolean) => withPage(EMPTY, { ...page, items: [{ ...row, is_unread }] }, 7);
    expect([isUnread(seen(true), { ...row, is_unread: true }, 7), isUnread(seen(false), row, 7)]).toEqual([
      true,
      false,
    ]);
    // What is pushed says nothing of it: read stays read until the visitor writes again.
    const closed = merge(seen(false), { conversations: [{ ...row, seq: 6, status: 'closed' }] }, 6);
    expect(isUnread(closed, { ...row, seq: 6 }, 7)).toBe(false);
    expect(isUnread(closed, { ...row, seq: 7, visitor_part: 9 }, 7)).toBe(true);
    const mark = merge(seen(true), { reads: [{ conversation_id: 1, member_id: 7, part: 4, seq: 6 }] }, 6);
    expect([isUnread(mark, row, 7), isUnread(mark, row, 8)]).toEqual([false, true]);
  });

  it('does not take a mark back when an older reading of the whole comes late', () => {
    const row = conversation(1, 5, { visitor_part: 4 });
    const mark = (part: number, seq: number) => ({ conversation_id: 1, member_id: 7, part, seq });
    const state = merge(EMPTY, { reads: [mark(4, 8)] }, 8);
    const late = {
      seq: 6,
      conversation: row,
      parts: [],
      next: null,
      person: person('101'),
      also: [],
      readers: [mark(2, 3)],
      draft: null,
    };
    expect(isUnread(withDetail(state, late, 7), row, 7)).toBe(false);
  });
});

import type { Changes, Conversation, Hello, Page, Part, Row } from './types';

/** Rows by id, and how far each conversation's history has been read. State = snapshot + changes. */
export interface State {
  /** All up to this number is in. */
  readonly seq: number;
  readonly conversations: ReadonlyMap<number, Conversation>;
  readonly parts: ReadonlyMap<number, Part>;
  /** Conversations of which the newest parts were read; true: there are older ones. */
  readonly read: ReadonlyMap<number, boolean>;
}

export const PAGE = 50;
export const EMPTY: State = { seq: 0, conversations: new Map(), parts: new Map(), read: new Map() };

/** A row takes the place of the row with its id when its number is higher: order and repeats do no harm. */
const merge = <R extends Row>(rows: ReadonlyMap<number, R>, news: readonly R[]): ReadonlyMap<number, R> => {
  const fresh = news.filter((row) => !(rows.get(row.id)?.seq! >= row.seq));
  if (!fresh[0]) return rows;
  const merged = new Map(rows);
  // Sorted, as two of one answer may be the same row.
  for (const row of fresh.sort((a, b) => a.seq - b.seq)) merged.set(row.id, row);
  return merged;
};

/** Rows that came beside the stream (an own message's answer, a page of history): they say nothing of what else changed. */
export const takeRows = (state: State, conversations: Conversation[], parts: Part[]): State => ({
  ...state,
  conversations: merge(state.conversations, conversations),
  parts: merge(state.parts, parts),
});

/** What changed after a number. Beyond a gap rows are taken, but the number stays: the gap is asked for again. */
export const takeChanges = (state: State, changes: Changes): State => ({
  ...takeRows(state, changes.conversations, changes.parts),
  seq: hasGap(state, changes) ? state.seq : Math.max(state.seq, changes.seq),
});

export const hasGap = (state: State, changes: Changes): boolean => changes.after > state.seq;

/** A snapshot from nothing. Histories are read anew when they are looked at: what lies between is unknown. */
export const takeHello = (hello: Hello): State => ({
  ...takeRows(EMPTY, hello.conversations, []),
  seq: hello.seq,
});

/** A page of history. */
export const takePage = (state: State, id: number, page: Page): State => ({
  ...takeRows(state, [page.conversation], page.parts),
  read: new Map(state.read).set(id, page.parts.length >= PAGE),
});

/** The visitor has seen up to `part`: known here before the server's row says it, which takes this one's place. */
export const markRead = (state: State, id: number, part: number): State => {
  const row = state.conversations.get(id);
  if (!row || row.visitor_read >= part) return state;
  return { ...state, conversations: new Map(state.conversations).set(id, { ...row, visitor_read: part }) };
};

/** Parts of a conversation as they are shown, oldest first. A part that was moved or taken back is gone here. */
export const partsOf = (state: State, id: number): Part[] =>
  [...state.parts.values()]
    .filter((part) => part.conversation_id === id && !part.deleted_at)
    .sort((a, b) => a.id - b.id);

/** Conversations, the last spoken in first. */
export const listOf = (state: State): Conversation[] =>
  [...state.conversations.values()]
    .filter((each) => !each.deleted_at)
    .sort((a, b) => b.last_part - a.last_part || b.id - a.id);

/** Messages to the visitor that he has not seen, as far as they are known here. */
export const unreadIn = (state: State, { id, visitor_read }: Conversation): Part[] =>
  partsOf(state, id).filter((part) => part.author.kind !== 'visitor' && part.id > visitor_read);

/** How many they are: at least one where the server says so. */
export const countIn = (state: State, each: Conversation): number =>
  unreadIn(state, each).length || (each.answer_part > each.visitor_read ? 1 : 0);

export const countUnread = (state: State): number => listOf(state).reduce((sum, each) => sum + countIn(state, each), 0);

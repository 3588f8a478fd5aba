import type { Changes, Conversation, ConversationDetail, ConversationPage, Counts, Part, Person } from '../api/types';

/**
 * What is known of the inbox. Rows replace rows of the same id when their number is higher, so what comes twice, late
 * or in another order does no harm: state = snapshot + changes.
 */
export interface State {
  conversations: ReadonlyMap<number, Conversation>;
  parts: ReadonlyMap<number, Part>;
  people: ReadonlyMap<string, Person>;
  /** `conversation/member` → how far he has read. */
  reads: ReadonlyMap<string, { part: number; seq: number }>;
  counts: Counts | null;
  /** The number the counts were told with. */
  countsSeq: number;
}

export const EMPTY: State = {
  conversations: new Map(),
  parts: new Map(),
  people: new Map(),
  reads: new Map(),
  counts: null,
  countsSeq: -1,
};

export const readKey = (conversation: number, member: number): string => `${conversation}/${member}`;

interface Numbered {
  id: number;
  seq: number;
}

/** The rows with the newer ones in place; the same map when nothing is newer. */
function newer<T extends Numbered>(known: ReadonlyMap<number, T>, rows: readonly T[]): ReadonlyMap<number, T> {
  const fresh = rows.filter((row) => row.seq > (known.get(row.id)?.seq ?? -1));
  if (fresh.length === 0) return known;
  const next = new Map(known);
  for (const row of fresh) if (row.seq > (next.get(row.id)?.seq ?? -1)) next.set(row.id, row);
  return next;
}

function withPeople(known: State['people'], told: Record<string, Person> | undefined): State['people'] {
  const people = Object.entries(told ?? {});
  return people.length === 0 ? known : new Map([...known, ...people]);
}

function withReads(known: State['reads'], marks: Changes['reads']): State['reads'] {
  const fresh = marks.filter(
    (mark) => mark.seq > (known.get(readKey(mark.conversation_id, mark.member_id))?.seq ?? -1),
  );
  if (fresh.length === 0) return known;
  const next = new Map(known);
  for (const { conversation_id, member_id, part, seq } of fresh) {
    const key = readKey(conversation_id, member_id);
    if (seq > (next.get(key)?.seq ?? -1)) next.set(key, { part, seq });
  }
  return next;
}

type Rows = Partial<Omit<Changes, 'after' | 'seq'>>;

/** The state with what was told as of the number `seq`. */
export function merge(state: State, rows: Rows, seq: number): State {
  const isCounted = Boolean(rows.counts) && seq >= state.countsSeq;
  return {
    conversations: newer(state.conversations, rows.conversations ?? []),
    parts: newer(state.parts, rows.parts ?? []),
    people: withPeople(state.people, rows.people),
    reads: withReads(state.reads, rows.reads ?? []),
    counts: isCounted && rows.counts ? rows.counts : state.counts,
    countsSeq: isCounted ? seq : state.countsSeq,
  };
}

export function withPage(state: State, page: ConversationPage, member: number): State {
  const { items, people, counts, seq } = page;
  return withOwnReads(merge(state, { conversations: items, people, counts }, seq), items, member);
}

/** A conversation as it was read whole: its newest parts, its person, who has read it. */
export function withDetail(state: State, detail: ConversationDetail, member: number): State {
  const { conversation, person, readers, also, parts, seq } = detail;
  const rows = [conversation, ...also];
  const people = Object.fromEntries(rows.map((row) => [row.profile_id, person]));
  return withOwnReads(merge(state, { conversations: rows, parts, reads: readers, people }, seq), rows, member);
}

/** What a list calls read has been read to its end; the rows that are pushed later do not tell it. */
function withOwnReads(state: State, rows: readonly Conversation[], member: number): State {
  const marks = rows.flatMap((row) => {
    const key = readKey(row.id, member);
    const known = state.reads.get(key) ?? { part: -1, seq: -1 };
    const isNews = row.is_unread === false && known.part < row.visitor_part;
    return isNews ? [[key, { ...known, part: row.visitor_part }] as const] : [];
  });
  return marks.length === 0 ? state : { ...state, reads: new Map([...state.reads, ...marks]) };
}

/** Whether the member has something new to read in it. */
export function isUnread(state: State, row: Conversation, member: number): boolean {
  const read = state.reads.get(readKey(row.id, member));
  if (read !== undefined) return row.visitor_part > read.part;
  // Pushed, and never seen in a list: unread when the last word is the visitor's.
  return row.is_unread ?? (row.visitor_part > 0 && row.last_author.startsWith('visitor'));
}

/** Parts of one conversation from `from` on, in their order; happenings and deleted ones too. */
export function partsOf(parts: State['parts'], conversation: number, from: number): Part[] {
  const own: Part[] = [];
  for (const part of parts.values()) {
    if (part.conversation_id === conversation && part.id >= from) own.push(part);
  }
  return own.sort((one, other) => one.id - other.id);
}

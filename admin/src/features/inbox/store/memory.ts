import type { Part } from '../api/types';
import { listRows } from './listed';
import type { Shot, Window } from './shot';
import { partsOf, type State } from './state';

/** So many of the newest parts stay of a conversation that has been left. */
export const LEFT = 50;

/** Rows, people and read marks in all, before those that nothing shows are forgotten. */
export const ROOM = 5_000;
/** So many of those that came last stay of each, shown or not: what was found, what was just pushed. */
export const RECENT = 500;

type Known = Pick<Shot, 'state' | 'windows'>;

/** Those of `parts` that somebody may see: of conversations that have been read here, or are being read. */
export const withoutStrange = (parts: readonly Part[], { state, windows }: Known): Part[] =>
  parts.filter((part) => windows.has(part.conversation_id) || state.parts.has(part.id));

/**
 * Forgets the parts of conversations that are not among those `kept`, and the old ones of those that are not `shown` (with it
 * the others of its person), so that a day of work takes no more memory than an hour. What is being read for the first time stays.
 */
export function shorten(known: Known, asked: { kept: readonly number[]; shown: number | null }): Known {
  const { state } = known;
  const windows = new Map<number, Window>();
  const shown = asked.shown === null ? [] : [asked.shown, ...(known.windows.get(asked.shown)?.also ?? [])];
  for (const [id, window] of known.windows) {
    if (!window.isRead && window.isLoading) windows.set(id, window);
    else if (shown.includes(id)) windows.set(id, window);
    else if (asked.kept.includes(id)) windows.set(id, cut(state, id, window));
  }
  const isSame =
    windows.size === known.windows.size && [...windows].every(([id, each]) => known.windows.get(id) === each);
  if (isSame) return known;
  const parts = new Map(
    [...state.parts].filter(([id, part]) => id >= (windows.get(part.conversation_id)?.from ?? Infinity)),
  );
  return { state: { ...state, parts }, windows };
}

/** The window of a conversation with its newest parts only. */
function cut({ parts }: Shot['state'], id: number, window: Window): Window {
  const known = partsOf(parts, id, window.from);
  const from = known.at(-LEFT)?.id;
  if (from === undefined || known.length === LEFT) return window;
  return { ...window, from, next: from, isLoading: false, error: null };
}

/** How much is known beside parts. */
export const sizeOf = ({ conversations, people, reads }: State): number =>
  conversations.size + people.size + reads.size;

type Whole = Pick<Shot, 'state' | 'windows' | 'views' | 'hopes' | 'outbox'>;

/**
 * Forgets the views that are neither among `kept` (by their keys) nor being read, and the rows, people and read marks that
 * nothing left shows. A view that was forgotten is read anew when somebody comes back to it.
 */
export function forget(known: Whole, { kept, member }: { kept: readonly string[]; member: number }) {
  const { state, hopes, windows, outbox } = known;
  const views = new Map([...known.views].filter(([key, { isLoading }]) => isLoading || kept.includes(key)));
  const ids = new Set([...windows.keys(), ...hopes.keys(), ...outbox.map((item) => item.conversation)]);
  for (const { also } of windows.values()) for (const id of also) ids.add(id);
  for (const pages of views.values())
    for (const { row } of listRows({ state, hopes }, { view: pages.view, pages, member, kept: null })) ids.add(row.id);
  const conversations = some(state.conversations, (id) => ids.has(id));
  const profiles = new Set([...conversations.values()].map((row) => row.profile_id));
  const people = some(state.people, (id) => profiles.has(id));
  const reads = some(state.reads, (key) => conversations.has(Number(key.split('/', 1)[0])));
  return { views, state: { ...state, conversations, people, reads } };
}

/** Those that are asked for, and those that came last. */
function some<K, V>(map: ReadonlyMap<K, V>, isKept: (key: K) => boolean): ReadonlyMap<K, V> {
  const recent = map.size - RECENT;
  return new Map([...map].filter(([key], index) => index >= recent || isKept(key)));
}

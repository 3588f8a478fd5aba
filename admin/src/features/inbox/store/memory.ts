import type { Part } from '../api/types';
import type { Shot, Window } from './shot';
import { partsOf } from './state';

/** So many of the newest parts stay of a conversation that has been left. */
export const LEFT = 50;

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

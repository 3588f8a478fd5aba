import type { Conversation, Part } from '../api/types';
import type { LineState } from './line';
import type { Outgoing } from './outbox';
import type { Signs } from './signs';
import { EMPTY, type State } from './state';
import type { View } from './views';

/** How much of a view has been read. */
export interface ViewPages {
  view: View;
  /** The last row of what was read, or null when all was. */
  edge: { last_at: string; id: number } | null;
  next: string | null;
  isLoading: boolean;
  error: unknown;
  isRead: boolean;
  mentioned: ReadonlySet<number>;
}

/** How much of a conversation has been read. */
export interface Window {
  /** The oldest part that was read. */
  from: number;
  next: number | null;
  isLoading: boolean;
  error: unknown;
  isRead: boolean;
  also: number[];
  /** It was merged: this is what it became. */
  movedTo: number | null;
}

/** A message that can still be taken back. */
export interface Sent {
  part: Part;
  item: Outgoing;
  until: number;
}

/** All that the pages show, as of one moment. */
export interface Shot {
  state: State;
  views: ReadonlyMap<string, ViewPages>;
  windows: ReadonlyMap<number, Window>;
  /** Changes that the server has not confirmed yet. */
  hopes: ReadonlyMap<number, Partial<Conversation>>;
  outbox: readonly Outgoing[];
  signs: Signs;
  line: LineState;
  sent: Sent | null;
}

export const unreadView = (view: View): ViewPages => ({
  view,
  edge: null,
  next: null,
  isLoading: false,
  error: null,
  isRead: false,
  mentioned: new Set(),
});
export const UNREAD_WINDOW: Window = {
  from: 0,
  next: null,
  isLoading: false,
  error: null,
  isRead: false,
  also: [],
  movedTo: null,
};

/** Before anything is known. */
export const NEW: Shot = {
  state: EMPTY,
  views: new Map(),
  windows: new Map(),
  hopes: new Map(),
  outbox: [],
  signs: new Map(),
  line: 'connecting',
  sent: null,
};

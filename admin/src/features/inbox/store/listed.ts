import type { Conversation } from '../api/types';
import type { Shot, ViewPages } from './shot';
import { isUnread } from './state';
import { belongs, type View } from './views';

export interface Listed {
  row: Conversation;
  isUnread: boolean;
}

interface Placed extends Listed {
  at: number;
}

interface Asked {
  view: View;
  pages: ViewPages;
  member: number;
  /** Stays though it has left the view. */
  kept: number | null;
}

/** The same object for the same row, so that only rows that changed are drawn anew. */
const made = new WeakMap<Conversation, Partial<Record<'read' | 'unread', Placed>>>();

function placed(row: Conversation, isNew: boolean): Placed {
  const key = isNew ? 'unread' : 'read';
  const known = made.get(row) ?? {};
  known[key] ??= { row, isUnread: isNew, at: Date.parse(row.last_at) };
  made.set(row, known);
  return known[key];
}

/** The last spoken in first, as the server pages them. */
const compare = (one: { at: number; id: number }, other: { at: number; id: number }): number =>
  other.at - one.at || other.id - one.id;

/** The rows of a view, the last spoken in first, down to where it has been read. */
export function listRows({ state, hopes }: Pick<Shot, 'state' | 'hopes'>, asked: Asked): Listed[] {
  const { view, pages, member, kept } = asked;
  const edge = pages.edge && { at: Date.parse(pages.edge.last_at), id: pages.edge.id };
  const rows: Placed[] = [];
  for (const each of state.conversations.values()) {
    const hope = hopes.get(each.id);
    const row = hope ? { ...each, ...hope } : each;
    const isKept = row.id === kept && row.deleted_at === null;
    if (!isKept && !belongs(row, view, member, pages.mentioned)) continue;
    const listed = placed(row, isUnread(state, row, member));
    if (edge && compare({ at: listed.at, id: row.id }, edge) > 0) continue;
    if (!view.isUnread || listed.isUnread || isKept) rows.push(listed);
  }
  return rows.sort((one, other) => compare({ at: one.at, id: one.row.id }, { at: other.at, id: other.row.id }));
}

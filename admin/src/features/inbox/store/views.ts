import type { Channel, Conversation } from '../api/types';

export const VIEWS = ['mine', 'unassigned', 'open', 'mentions', 'snoozed', 'closed'] as const;
export type ViewName = (typeof VIEWS)[number];

/** Which conversations the list shows. */
export interface View {
  name: ViewName;
  operator: number | null;
  /** `none`: of no team. */
  team: number | 'none' | null;
  channel: Channel | null;
  tag: string | null;
  isUnread: boolean;
}

export const DEFAULT_VIEW: View = {
  name: 'mine',
  operator: null,
  team: null,
  channel: null,
  tag: null,
  isUnread: false,
};

export const isViewName = (name: string | undefined): name is ViewName => VIEWS.some((each) => each === name);

/** What the server is asked for a page of it. */
export function queryOf(view: View): Record<string, string | boolean | null> {
  const status = view.name === 'snoozed' || view.name === 'closed' ? view.name : 'open';
  const own = view.name === 'mine' ? 'me' : view.name === 'unassigned' ? 'none' : null;
  const assignee = view.operator === null ? own : String(view.operator);
  const team = view.team === null ? null : String(view.team);
  return { status, assignee, team, channel: view.channel, tag: view.tag, unread: view.isUnread || null };
}

export const keyOf = (view: View): string =>
  JSON.stringify([view.name, view.operator, view.team, view.channel, view.tag, view.isUnread]);

/** Whether it shows less than its name says. */
export const isNarrowed = (view: View): boolean =>
  view.operator !== null || view.channel !== null || view.tag !== null || view.isUnread;

/** Whether a row belongs to the view. Mentions are the server's to tell: `mentioned` are those it told of. */
export function belongs(row: Conversation, view: View, member: number, mentioned: ReadonlySet<number>): boolean {
  if (row.deleted_at !== null) return false;
  if (view.channel !== null && row.channel !== view.channel) return false;
  if (view.tag !== null && !row.tags.includes(view.tag)) return false;
  if (view.operator !== null && row.assignee !== view.operator) return false;
  if (view.team !== null && row.team !== (view.team === 'none' ? null : view.team)) return false;
  switch (view.name) {
    case 'mentions':
      return mentioned.has(row.id);
    case 'snoozed':
    case 'closed':
      return row.status === view.name;
    case 'mine':
      return row.status === 'open' && (view.operator !== null || row.assignee === member);
    case 'unassigned':
      return row.status === 'open' && (view.operator !== null || row.assignee === null);
    case 'open':
      return row.status === 'open';
  }
}

import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { onStayChange } from '@/lib/api/stay';
import { ME, queryClient } from '@/lib/query';
import { useSession } from '@/lib/session';
import { operatorsQuery } from './api';
import type { Conversation, Person } from './api/types';
import { Inbox } from './store/inbox';
import { type Listed, listRows } from './store/listed';
import { type Shot, unreadView, type ViewPages } from './store/shot';
import { keyOf, type View } from './store/views';

let held: { key: string; inbox: Inbox } | null = null;

onStayChange((change) => {
  if (change !== 'left') return;
  held?.inbox.stop();
  held = null;
});

function inboxOf(workspace: string, member: string): Inbox {
  const key = `${workspace}/${member}`;
  if (held?.key === key) return held.inbox;
  held?.inbox.stop();
  const onRefused = () => void queryClient.invalidateQueries({ queryKey: ME, exact: true });
  const onOperator = () => void queryClient.invalidateQueries({ queryKey: operatorsQuery.queryKey });
  held = { key, inbox: new Inbox({ workspace, member: Number(member), onRefused, onOperator }) };
  return held.inbox;
}

/** The inbox of the member in this workspace; one a tab, whatever the number of those who use it. */
export function useInbox(): Inbox {
  const { me, current } = useSession();
  const inbox = useMemo(() => inboxOf(current.id, me.member.id), [current.id, me.member.id]);
  useEffect(() => void inbox.start(), [inbox]);
  return inbox;
}

/** A part of what is known; `select` gives the same thing for as long as it has not changed. */
export function useShot<T>(inbox: Inbox, select: (shot: Shot) => T): T {
  return useSyncExternalStore(inbox.subscribe, () => select(inbox.shot));
}

/** A conversation as it will be once the server has confirmed what was done to it. */
export function useConversation(inbox: Inbox, id: number): Conversation | undefined {
  const row = useShot(inbox, (shot) => shot.state.conversations.get(id));
  const hope = useShot(inbox, (shot) => shot.hopes.get(id));
  return useMemo(() => row && { ...row, ...hope }, [row, hope]);
}

export function usePerson(inbox: Inbox, profile: string | undefined): Person | undefined {
  return useShot(inbox, (shot) => (profile === undefined ? undefined : shot.state.people.get(profile)));
}

export interface ShownView {
  /** undefined while the first page is being read. */
  rows: Listed[] | undefined;
  pages: ViewPages;
}

/** The rows of a view as far as it has been read; `kept` stays though it has left the view. */
export function useView(inbox: Inbox, view: View, kept: number | null): ShownView {
  const key = keyOf(view);
  const state = useShot(inbox, (shot) => shot.state);
  const hopes = useShot(inbox, (shot) => shot.hopes);
  const known = useShot(inbox, (shot) => shot.views.get(key));
  useEffect(() => inbox.viewing(view), [inbox, view]);
  useEffect(() => {
    if (!known) void inbox.loadView(view);
  }, [inbox, known, view]);
  const pages = useMemo(() => known ?? unreadView(view), [known, view]);
  const listed = useMemo(
    () => (pages.isRead ? listRows({ state, hopes }, { view, pages, kept, member: inbox.member }) : undefined),
    [state, hopes, pages, view, kept, inbox.member],
  );
  const rows = useSame(listed);
  return useMemo(() => ({ rows, pages }), [rows, pages]);
}

/** The list of before for as long as the same things stand in it: what shows it is not drawn anew. */
export function useSame<T, L extends readonly T[] | undefined>(
  list: L,
  isSame: (one: T, other: T) => boolean = Object.is,
): L {
  const [known, keep] = useState(list);
  if (known === list) return list;
  if (known && known.length === list?.length && known.every((each, index) => isSame(each, list[index] as T)))
    return known;
  keep(list);
  return list;
}

/** What every word changes, and who has read it. */
const PASSING: ReadonlySet<string> = new Set([
  'seq',
  'last_part',
  'last_at',
  'last_author',
  'preview',
  'visitor_part',
  'answer_part',
  'visitor_read',
  'operators_read',
  'waiting_since',
  'is_unread',
] satisfies (keyof Conversation)[]);

/** The row of before for as long as nothing but its words has changed. */
export function useSteady(row: Conversation): Conversation {
  const [known, keep] = useState(row);
  if (known === row) return row;
  const names = Object.keys(row) as (keyof Conversation)[];
  if (names.every((name) => PASSING.has(name) || String(row[name]) === String(known[name]))) return known;
  keep(row);
  return row;
}

import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { onStayChange } from '@/lib/api/stay';
import { ME, queryClient } from '@/lib/query';
import { useSession } from '@/lib/session';
import type { Conversation, Person } from './api/types';
import { Inbox } from './store/inbox';
import { type Shot, unreadView, type ViewPages } from './store/shot';
import { isUnread } from './store/state';
import { belongs, compare, keyOf, type View } from './store/views';

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
  held = { key, inbox: new Inbox({ workspace, member: Number(member), onRefused }) };
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

export interface Listed {
  row: Conversation;
  isUnread: boolean;
}

export interface ShownView {
  /** undefined while the first page is being read. */
  rows: Listed[] | undefined;
  pages: ViewPages;
}

/** The rows of a view, the last spoken in first, down to where it has been read; `kept` stays though it has left the view. */
export function useView(inbox: Inbox, view: View, kept: number | null): ShownView {
  const key = keyOf(view);
  const state = useShot(inbox, (shot) => shot.state);
  const hopes = useShot(inbox, (shot) => shot.hopes);
  const known = useShot(inbox, (shot) => shot.views.get(key));
  useEffect(() => {
    if (!known) void inbox.loadView(view);
  }, [inbox, known, view]);
  return useMemo(() => {
    const pages = known ?? unreadView(view);
    if (!pages.isRead) return { rows: undefined, pages };
    const { edge } = pages;
    const rows: Listed[] = [];
    for (const each of state.conversations.values()) {
      const row = { ...each, ...hopes.get(each.id) };
      const isKept = row.id === kept && row.deleted_at === null;
      if (!isKept && !belongs(row, view, inbox.member, pages.mentioned)) continue;
      if (edge !== null && compare(row, edge) > 0) continue;
      const isNew = isUnread(state, row, inbox.member);
      if (!view.isUnread || isNew || isKept) rows.push({ row, isUnread: isNew });
    }
    return { rows: rows.sort((one, other) => compare(one.row, other.row)), pages };
  }, [state, hopes, known, view, kept, inbox.member]);
}

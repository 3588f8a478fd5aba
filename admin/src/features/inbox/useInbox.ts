import { useEffect, useMemo, useSyncExternalStore } from 'react';
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
  useEffect(() => {
    if (!known) void inbox.loadView(view);
  }, [inbox, known, view]);
  return useMemo(() => {
    const pages = known ?? unreadView(view);
    const rows = pages.isRead ? listRows({ state, hopes }, { view, pages, kept, member: inbox.member }) : undefined;
    return { rows, pages };
  }, [state, hopes, known, view, kept, inbox.member]);
}

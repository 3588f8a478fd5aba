import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { setUnread } from '@/lib/title';
import { teamsQuery } from './api';
import type { Part, Team } from './api/types';
import { becomeBell, isTheBell, ring } from './bell';
import { seenElsewhere, watchEyes } from './elsewhere';
import type { Inbox } from './store/inbox';
import { useActivity } from './useActivity';
import { useInbox, useShot } from './useInbox';
import { useSettings } from './useSettings';
import { nameOf } from './words';

const FRESH_MS = 120_000;

/** Whether the operator should hear of it: a visitor's new word in an open conversation of his own, or nobody's of his teams. */
function isNews(inbox: Inbox, part: Part, teams: readonly Team[]): boolean {
  if (part.author.kind !== 'visitor' || part.kind !== 'message' || part.deleted_at) return false;
  if (Date.now() - Date.parse(part.at) > FRESH_MS) return false;
  const row = inbox.shot.state.conversations.get(part.conversation_id);
  if (row?.status !== 'open') return false;
  if (row.assignee !== null) return row.assignee === inbox.member;
  const team = teams.find(({ id }) => id === row.team);
  return !team || team.members.some(({ member_id }) => member_id === inbox.member);
}

/** On every page: unread in the title and on the icon, the sound, notices of the desktop. */
export default function Watch() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const inbox = useInbox();
  const client = useQueryClient();
  useActivity(inbox);
  useQuery(teamsQuery);
  const [settings] = useSettings();
  const counts = useShot(inbox, (shot) => shot.state.counts);
  const unread = (counts?.mine ?? 0) + (counts?.unassigned ?? 0);
  useEffect(() => {
    setUnread(unread);
    return () => setUnread(0);
  }, [unread]);
  const tell = useRef((_parts: Part[]): void => undefined);
  useEffect(() => {
    tell.current = (parts) => {
      const teams = client.getQueryData(teamsQuery.queryKey) ?? [];
      const part = parts.filter((each) => isNews(inbox, each, teams)).at(-1);
      if (!part || !isTheBell()) return;
      // One tab tells for all of them: what is looked at in another one counts, too.
      const eyes = [...(document.hasFocus() ? [window.location.pathname] : []), ...seenElsewhere()];
      if (eyes.includes(`/inbox/${part.conversation_id}`)) return;
      if (settings.hasSound) ring();
      if (!settings.hasNotices || eyes.length > 0 || !('Notification' in window)) return;
      if (Notification.permission !== 'granted') return;
      const { conversations, people } = inbox.shot.state;
      const profile = conversations.get(part.conversation_id)?.profile_id ?? '';
      const tag = `otklik-${part.conversation_id}`;
      const notice = new Notification(nameOf(t, profile, people.get(profile)), { body: part.body.slice(0, 180), tag });
      notice.onclick = () => {
        window.focus();
        notice.close();
        void navigate(`/inbox/${part.conversation_id}`);
      };
    };
  });
  useEffect(() => watchEyes(), []);
  useEffect(() => {
    becomeBell();
    return inbox.hear((parts) => tell.current(parts));
  }, [inbox]);
  return null;
}

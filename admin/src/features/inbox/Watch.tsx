import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { setUnread } from '@/lib/title';
import type { Part } from './api/types';
import { becomeBell, isTheBell, ring } from './bell';
import type { Inbox } from './store/inbox';
import { useInbox, useShot } from './useInbox';
import { useSettings } from './useSettings';
import { nameOf } from './words';

const FRESH_MS = 120_000;

/** Whether the operator should hear of it: a visitor's new word in an open conversation of his own or nobody's. */
function isNews(inbox: Inbox, part: Part): boolean {
  if (part.author.kind !== 'visitor' || part.kind !== 'message' || part.deleted_at) return false;
  if (Date.now() - Date.parse(part.at) > FRESH_MS) return false;
  const row = inbox.shot.state.conversations.get(part.conversation_id);
  return row?.status === 'open' && (row.assignee === null || row.assignee === inbox.member);
}

/** On every page: unread in the title and on the icon, the sound, notices of the desktop. */
export default function Watch() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const inbox = useInbox();
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
      const part = parts.filter((each) => isNews(inbox, each)).at(-1);
      const isSeen = document.hasFocus() && window.location.pathname === `/inbox/${String(part?.conversation_id)}`;
      if (!part || isSeen || !isTheBell()) return;
      if (settings.hasSound) ring();
      if (!settings.hasNotices || document.hasFocus() || Notification.permission !== 'granted') return;
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
  useEffect(() => {
    becomeBell();
    return inbox.hear((parts) => tell.current(parts));
  }, [inbox]);
  return null;
}

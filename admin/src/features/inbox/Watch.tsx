import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { mayNotify, showNotice } from '@/lib/notices';
import { healDevice } from '@/lib/push';
import { useSession } from '@/lib/session';
import { setUnread } from '@/lib/title';
import { teamsQuery } from './api';
import type { Part } from './api/types';
import { becomeBell, isTheBell, ring } from './bell';
import { seenElsewhere, watchEyes } from './elsewhere';
import { isNews, wordsOf } from './news';
import { useActivity } from './useActivity';
import { useInbox, useShot } from './useInbox';
import { useSettings } from './useSettings';
import { nameOf, topicOf } from './words';

const PAUSE_MS = 300;

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
    // What is read as it comes does not blink in the title.
    const timer = setTimeout(() => setUnread(unread), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [unread]);
  useEffect(() => () => setUnread(0), []);
  const tell = useRef((_parts: Part[]): void => undefined);
  useEffect(() => {
    tell.current = (parts) => {
      const teams = client.getQueryData(teamsQuery.queryKey) ?? [];
      const { conversations, people } = inbox.shot.state;
      const part = parts
        .filter((each) => isNews(each, conversations.get(each.conversation_id), inbox.member, teams))
        .at(-1);
      if (!part || !isTheBell()) return;
      // One tab tells for all of them: what is looked at in another one counts, too.
      const eyes = [...(document.hasFocus() ? [window.location.pathname] : []), ...seenElsewhere()];
      if (eyes.includes(`/inbox/${part.conversation_id}`)) return;
      if (settings.hasSound) ring();
      if (!settings.hasNotices || eyes.length > 0 || !mayNotify()) return;
      const row = conversations.get(part.conversation_id);
      const profile = row?.profile_id ?? '';
      const notice = {
        title: nameOf(t, profile, people.get(profile)),
        body: wordsOf(part, row),
        path: `/inbox/${part.conversation_id}`,
        topic: topicOf(part.conversation_id),
      };
      void showNotice(notice, (path) => void navigate(path));
    };
  });
  const { current } = useSession();
  useEffect(() => void healDevice(current.id).catch(() => undefined), [current.id]);
  useEffect(() => watchEyes(), []);
  useEffect(() => {
    becomeBell();
    return inbox.hear((parts) => tell.current(parts));
  }, [inbox]);
  return null;
}

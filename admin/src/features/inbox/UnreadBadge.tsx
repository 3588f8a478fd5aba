import { useTranslation } from 'react-i18next';
import classes from './styles/views.module.css';
import { useInbox, useShot } from './useInbox';

const MOST = 99;

/** Conversations with something unread that are the member's or nobody's. */
export default function UnreadBadge() {
  const { t } = useTranslation();
  const inbox = useInbox();
  const counts = useShot(inbox, (shot) => shot.state.counts);
  const unread = (counts?.mine ?? 0) + (counts?.unassigned ?? 0);
  if (unread === 0) return null;
  return (
    <span className={classes.count} role="img" aria-label={t('inbox.unreadCount', { count: unread })}>
      {unread > MOST ? `${MOST}+` : unread}
    </span>
  );
}

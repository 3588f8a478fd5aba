import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import classes from '@/components/tasks/tasks.module.css';
import { openCountQuery } from './api';

const MOST = 99;

/** How many messages are out of the ordinary. */
export default function WatchBadge() {
  const { t } = useTranslation();
  const count = useQuery(openCountQuery).data ?? 0;
  if (count === 0) return null;
  return (
    <span className={classes.count} data-late role="img" aria-label={t('shell.watchCount', { count })}>
      {count > MOST ? `${MOST}+` : count}
    </span>
  );
}

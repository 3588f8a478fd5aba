import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { taskCountsQuery } from '@/components/tasks/api';
import classes from '@/components/tasks/tasks.module.css';

const MOST = 99;

/** Tasks of the member that are overdue or due today. */
export default function TasksBadge() {
  const { t } = useTranslation();
  const { data } = useQuery(taskCountsQuery);
  const due = (data?.overdue ?? 0) + (data?.today ?? 0);
  if (due === 0) return null;
  return (
    <span
      className={classes.count}
      data-late={(data?.overdue ?? 0) > 0 || undefined}
      role="img"
      aria-label={t('tasks.dueCount', { count: due })}
    >
      {due > MOST ? `${MOST}+` : due}
    </span>
  );
}

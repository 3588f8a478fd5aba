import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Listed } from '@/components/ui/Listed';
import { Section } from '@/components/ui/Section';
import { personTasksQuery, type Task } from './api';
import { TaskButton } from './TaskButton';
import { TaskRow } from './TaskRow';
import classes from './tasks.module.css';

const TaskDialog = lazy(() => import('./TaskDialog').then((module) => ({ default: module.TaskDialog })));

interface TaskListProps {
  person: string;
  /** A task made here is tied to this conversation. */
  conversation?: number | undefined;
}

/** What is still to be done about a person, on his card and beside his conversations. */
export function TaskList({ person, conversation }: TaskListProps) {
  const { t } = useTranslation();
  const query = useQuery(personTasksQuery(person));
  const [edited, setEdited] = useState<Task | null>(null);
  const page = query.data;
  return (
    <Section title={t('tasks.title')} actions={<TaskButton isIcon person={person} conversation={conversation} />}>
      <Listed query={query}>
        {page?.items.length === 0 && (
          <Text size="sm" c="dimmed">
            {t('tasks.noneHere')}
          </Text>
        )}
        {page && page.items.length > 0 && (
          <ul className={`${classes.list} ${classes.small}`}>
            {page.items.map((task) => (
              <TaskRow key={task.id} task={task} beside={page} hasPerson={false} onEdit={setEdited} />
            ))}
          </ul>
        )}
      </Listed>
      {edited && (
        <Suspense>
          <TaskDialog task={edited} onClose={() => setEdited(null)} />
        </Suspense>
      )}
    </Section>
  );
}

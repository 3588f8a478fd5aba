import { Button, Group, SegmentedControl, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconChecklist, IconCircleCheck, IconPlus } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Task, type TaskPage, type TaskView, taskQuery, tasksQuery, type Whose } from '@/components/tasks/api';
import { DUES, dueOf } from '@/components/tasks/due';
import { TaskRow } from '@/components/tasks/TaskRow';
import classes from '@/components/tasks/tasks.module.css';
import { Page } from '@/components/ui/Page';
import { Empty, Failure, Lines } from '@/components/ui/states';
import { useCommands } from '@/lib/commands';
import { useFormat } from '@/lib/format';
import { useNow } from '@/lib/now';
import { useCan } from '@/lib/session';
import { useUrlState } from '@/lib/urlState';

const TaskDialog = lazy(() =>
  import('@/components/tasks/TaskDialog').then((module) => ({ default: module.TaskDialog })),
);
const WHOSE: readonly Whose[] = ['me', 'team', 'all'];

function whoseOf(text: string | undefined): Whose {
  return WHOSE.find((each) => each === text) ?? 'me';
}

/** What the team is to do: mine, my teams', everybody's; overdue first. */
export function Component() {
  const { t } = useTranslation();
  const canWrite = useCan('inbox_write');
  const [values, change] = useUrlState(['whose', 'state', 'task'] as const);
  const view: TaskView = { whose: whoseOf(values.whose), isDone: values.state === 'done' };
  const [isMaking, making] = useDisclosure();
  const [edited, setEdited] = useState<Task | null>(null);
  const opened = useOpened(values.task);
  const shown = edited ?? opened;
  const close = () => {
    setEdited(null);
    change({ task: null });
  };
  useCommands(
    t('tasks.title'),
    canWrite ? [{ id: 'task', label: t('tasks.new'), icon: IconPlus, run: making.open }] : [],
  );
  const create = canWrite && (
    <Button leftSection={<IconPlus size={16} />} onClick={making.open}>
      {t('tasks.new')}
    </Button>
  );
  return (
    <Page title={t('tasks.title')} actions={create}>
      <Group gap="xs" mb="xs">
        <SegmentedControl
          aria-label={t('tasks.whose')}
          value={view.whose}
          onChange={(whose) => change({ whose: whose === 'me' ? null : whose })}
          data={WHOSE.map((value) => ({ value, label: t(`tasks.of.${value}`) }))}
        />
        <SegmentedControl
          aria-label={t('tasks.state')}
          value={view.isDone ? 'done' : 'open'}
          onChange={(state) => change({ state: state === 'done' ? state : null })}
          data={[
            { value: 'open', label: t('tasks.open') },
            { value: 'done', label: t('tasks.done') },
          ]}
        />
      </Group>
      <List view={view} create={create} onEdit={setEdited} />
      <Suspense>
        {isMaking && <TaskDialog onClose={making.close} />}
        {shown && <TaskDialog key={shown.id} task={shown} onClose={close} />}
      </Suspense>
    </Page>
  );
}

/** The task that the address names: of a reminder, say. */
function useOpened(id: string | undefined): Task | undefined {
  const query = useQuery(taskQuery(id && /^\d+$/.test(id) ? Number(id) : null));
  return id ? query.data?.task : undefined;
}

interface ListProps {
  view: TaskView;
  create: ReactNode;
  onEdit: (task: Task) => void;
}

function List({ view, create, onEdit }: ListProps) {
  const { t } = useTranslation();
  const query = useInfiniteQuery(tasksQuery(view));
  if (query.error && !query.data) return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Lines count={8} height={30} />;
  const pages = query.data.pages;
  if (pages[0]?.items.length === 0) return <Nothing view={view} create={create} />;
  return (
    <>
      {view.isDone ? <Rows pages={pages} onEdit={onEdit} /> : <Groups pages={pages} onEdit={onEdit} />}
      {query.hasNextPage && (
        <Group justify="center" mt="md">
          <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t('common.more')}
          </Button>
        </Group>
      )}
    </>
  );
}

function Nothing({ view, create }: { view: TaskView; create: ReactNode }) {
  const { t } = useTranslation();
  if (view.isDone) return <Empty icon={IconCircleCheck} title={t('tasks.noneDone')} />;
  return (
    <Empty
      icon={IconChecklist}
      title={t(`tasks.none.${view.whose}`)}
      text={t('tasks.emptyText')}
      {...(create && { action: create })}
    />
  );
}

interface PagesProps {
  pages: TaskPage[];
  onEdit: (task: Task) => void;
}

function Groups({ pages, onEdit }: PagesProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const dayEnds = Date.parse(pages[0]?.day_ends ?? '');
  return DUES.map((due) => {
    const chosen = pages.map((page) => ({
      ...page,
      items: page.items.filter((task) => dueOf(task, now, dayEnds) === due),
    }));
    const count = chosen.reduce((sum, page) => sum + page.items.length, 0);
    if (count === 0) return null;
    return (
      <section key={due} aria-label={t(`tasks.group.${due}`)}>
        <Title order={2} className={classes.group} data-due={due}>
          {t(`tasks.group.${due}`)}
          <Text span size="sm" c="dimmed" className="tnum">
            {format.number(count)}
          </Text>
        </Title>
        <Rows pages={chosen} onEdit={onEdit} />
      </section>
    );
  });
}

function Rows({ pages, onEdit }: PagesProps) {
  return (
    <ul className={classes.list} style={{ border: '1px solid var(--line)', borderRadius: 10, overflow: 'hidden' }}>
      {pages.flatMap((page) =>
        page.items.map((task) => <TaskRow key={task.id} task={task} beside={page} onEdit={onEdit} />),
      )}
    </ul>
  );
}

import { ActionIcon, Checkbox, Menu, Text } from '@mantine/core';
import { IconBell, IconClock, IconDots, IconMessage, IconPencil, IconTrash, IconUser } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useFormat } from '@/lib/format';
import { useNow } from '@/lib/now';
import { personTitle } from '@/lib/person';
import { presets } from '@/lib/presets';
import { useCan, useSession } from '@/lib/session';
import type { Task, TaskPage } from './api';
import { dueOf, reminderOf, timesOf } from './due';
import classes from './tasks.module.css';
import { useTaskActions } from './useTasks';

interface TaskRowProps {
  task: Task;
  /** Whoever the tasks of the list name. */
  beside: Pick<TaskPage, 'people' | 'members' | 'teams' | 'day_ends'>;
  /** On a person's card everybody knows whom it is about. */
  hasPerson?: boolean;
  onEdit: (task: Task) => void;
}

/** One task: a tick box, what is to be done, by when, about whom, whose it is. */
export function TaskRow({ task, beside, hasPerson = true, onEdit }: TaskRowProps) {
  const { t } = useTranslation();
  const canWrite = useCan('inbox_write');
  const { tick } = useTaskActions();
  return (
    <li className={classes.row} data-done={task.done_at !== null || undefined}>
      <Checkbox
        mt={1}
        radius="xl"
        aria-label={t(task.done_at === null ? 'tasks.complete' : 'tasks.reopen', { title: task.title })}
        checked={task.done_at !== null}
        disabled={!canWrite}
        onChange={() => tick(task)}
      />
      <div className={classes.words}>
        <button type="button" className={classes.title} onClick={() => onEdit(task)}>
          {task.title}
        </button>
        <About task={task} beside={beside} hasPerson={hasPerson} />
      </div>
      {canWrite && <RowMenu task={task} onEdit={onEdit} />}
    </li>
  );
}

function About({ task, beside, hasPerson }: Pick<TaskRowProps, 'task' | 'beside'> & { hasPerson: boolean }) {
  const { t } = useTranslation();
  const { me } = useSession();
  const person = task.profile_id === null ? undefined : beside.people[task.profile_id];
  const isMine = task.assignee === Number(me.member.id);
  const team = beside.teams[String(task.team_id)] ?? t('tasks.nobodys');
  const whose = task.assignee === null ? team : beside.members[String(task.assignee)];
  return (
    <div className={classes.about}>
      {task.done_at === null ? (
        <DueMark task={task} dayEnds={beside.day_ends} />
      ) : (
        <DoneMark task={task} beside={beside} />
      )}
      {hasPerson && person && (
        <Link to={`/people/${person.id}`}>
          <IconUser size={13} style={{ verticalAlign: -2 }} /> {personTitle(t, person)}
        </Link>
      )}
      {task.conversation_id !== null && (
        <Link to={`/inbox/${task.conversation_id}`}>
          <IconMessage size={13} style={{ verticalAlign: -2 }} /> {t('tasks.conversation')}
        </Link>
      )}
      {task.done_at === null && !isMine && <span>{whose}</span>}
      {task.note && (
        <Text span inherit truncate maw={420}>
          {task.note}
        </Text>
      )}
    </div>
  );
}

function DueMark({ task, dayEnds }: { task: Task; dayEnds: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  if (task.due_at === null) return null;
  const due = dueOf(task, now, Date.parse(dayEnds));
  const text = due === 'today' ? format.time(task.due_at) : format.moment(task.due_at);
  return (
    <time className={classes.due} data-due={due} dateTime={task.due_at} title={format.exact(task.due_at)}>
      {task.remind_at === null ? <IconClock size={13} /> : <IconBell size={13} aria-label={t('tasks.hasReminder')} />}
      {due === 'overdue' ? t('tasks.overdueSince', { when: text }) : text}
    </time>
  );
}

function DoneMark({ task, beside }: Pick<TaskRowProps, 'task' | 'beside'>) {
  const { t } = useTranslation();
  const format = useFormat();
  const [kind = '', id = ''] = task.done_by.split(':');
  const name = (kind === 'operator' && beside.members[id]) || t('tasks.otherAuthor');
  return <span>{t('tasks.doneBy', { name, when: format.moment(task.done_at ?? '') })}</span>;
}

function RowMenu({ task, onEdit }: { task: Task; onEdit: (task: Task) => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { me } = useSession();
  const { change, remove } = useTaskActions();
  const mine = Number(me.member.id);
  const times = presets(new Date(), format.zone);
  return (
    <Menu width={260} position="bottom-end">
      <Menu.Target>
        <ActionIcon aria-label={t('tasks.actions', { title: task.title })}>
          <IconDots size={17} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil size={16} />} onClick={() => onEdit(task)}>
          {t('tasks.edit')}
        </Menu.Item>
        {task.assignee !== mine && (
          <Menu.Item
            leftSection={<IconUser size={16} />}
            onClick={() => change(task, { assignee: mine }, t('tasks.taken'))}
          >
            {t('tasks.take')}
          </Menu.Item>
        )}
        {task.done_at === null && (
          <>
            <Menu.Label>{t('tasks.putOff')}</Menu.Label>
            {times.map(({ name, until }) => (
              <Menu.Item
                key={name}
                rightSection={
                  <Text span size="xs" c="dimmed">
                    {format.moment(until.toISOString())}
                  </Text>
                }
                onClick={() => {
                  const when = format.moment(until.toISOString());
                  change(task, timesOf(until, reminderOf(task)), t('tasks.putOffTo', { when }));
                }}
              >
                {t(`tasks.in.${name}`)}
              </Menu.Item>
            ))}
          </>
        )}
        <Menu.Divider />
        <Menu.Item color="red" leftSection={<IconTrash size={16} />} onClick={() => remove(task)}>
          {t('tasks.delete')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

import { Button, Group, Select, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormDialog } from '@/components/ui/FormDialog';
import { useErrorText } from '@/components/ui/states';
import { useToasts } from '@/components/ui/toast';
import { useFormat } from '@/lib/format';
import { fromField, presets, toField } from '@/lib/presets';
import { useCan, useSession } from '@/lib/session';
import { colleaguesQuery, refreshTasks, type Task, tasksApi, teamsQuery } from './api';
import { REMINDERS_MIN, reminderOf, timesOf } from './due';

export interface TaskPlace {
  /** Whom a new task is about. */
  person?: string | undefined;
  conversation?: number | undefined;
}

interface TaskDialogProps extends TaskPlace {
  /** The task to change; none: a new one. */
  task?: Task | undefined;
  /** Words that a new one begins with. */
  title?: string;
  onClose: () => void;
}

const NONE = 'none';
type WhoseTask = Pick<Task, 'assignee' | 'team_id'>;

/** Makes or changes a task: what, by when, when to remind, whose. */
export function TaskDialog({ task, title: words = '', person, conversation, onClose }: TaskDialogProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const toasts = useToasts();
  const errorText = useErrorText();
  const { zone } = useFormat();
  const { me } = useSession();
  const canWrite = useCan('inbox_write');
  const [title, setTitle] = useState(task?.title ?? words);
  const [note, setNote] = useState(task?.note ?? '');
  const [whose, setWhose] = useState<WhoseTask>(task ?? { assignee: Number(me.member.id), team_id: null });
  const [due, setDue] = useState(toField(task?.due_at ?? null, zone));
  const [reminder, setReminder] = useState(task ? reminderOf(task) : 0);
  // One key for all tries: a second press is not a second task.
  const [key] = useState(() => crypto.randomUUID());
  const save = useMutation({
    mutationFn: () => {
      const given = { title: title.trim(), note: note.trim(), ...timesOf(fromField(due, zone), reminder) };
      const { assignee, team_id } = whose;
      if (task) return tasksApi.change(task.id, { ...given, assignee, team_id });
      return tasksApi.create({ ...given, assignee, team_id, person, conversation_id: conversation, client_key: key });
    },
    onSuccess: () => {
      refreshTasks(client);
      if (!task) toasts.done(t('tasks.created'));
      onClose();
    },
  });
  return (
    <FormDialog
      title={t(task ? 'tasks.task' : 'tasks.new')}
      action={t(task ? 'common.save' : 'common.create')}
      isReady={title.trim() !== '' && canWrite}
      isSaving={save.isPending}
      onSave={save.mutate}
      onClose={onClose}
    >
      <TextInput
        data-autofocus
        label={t('tasks.what')}
        placeholder={t('tasks.whatHint')}
        maxLength={200}
        value={title}
        onChange={(event) => setTitle(event.currentTarget.value)}
        error={save.error ? errorText(save.error) : undefined}
      />
      <DueField due={due} onDue={setDue} />
      <Group grow align="flex-start" gap="sm" preventGrowOverflow={false}>
        <ReminderField value={reminder} isOff={due === ''} onChange={setReminder} />
        <WhoseField whose={whose} onChange={setWhose} />
      </Group>
      <Textarea
        label={t('tasks.note')}
        autosize
        minRows={2}
        maxRows={10}
        maxLength={5_000}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
    </FormDialog>
  );
}

function DueField({ due, onDue }: { due: string; onDue: (due: string) => void }) {
  const { t } = useTranslation();
  const { zone } = useFormat();
  return (
    <div>
      <TextInput
        type="datetime-local"
        label={t('tasks.due')}
        value={due}
        onChange={(event) => onDue(event.currentTarget.value)}
      />
      <Group gap={6} mt={6}>
        {presets(new Date(), zone).map(({ name, until }) => (
          <Button
            key={name}
            size="compact-xs"
            variant="default"
            onClick={() => onDue(toField(until.toISOString(), zone))}
          >
            {t(`tasks.in.${name}`)}
          </Button>
        ))}
        {due !== '' && (
          <Button size="compact-xs" variant="subtle" onClick={() => onDue('')}>
            {t('tasks.noDate')}
          </Button>
        )}
      </Group>
    </div>
  );
}

interface ReminderProps {
  value: number | null;
  isOff: boolean;
  onChange: (minutes: number | null) => void;
}

function ReminderField({ value, isOff, onChange }: ReminderProps) {
  const { t } = useTranslation();
  const { duration } = useFormat();
  const word = (minutes: number): string =>
    minutes === 0 ? t('tasks.remindThen') : t('tasks.remindBefore', { time: duration(minutes * 60) });
  const known = value === null || (REMINDERS_MIN as readonly number[]).includes(value) ? [] : [value];
  return (
    <Select
      label={t('tasks.remind')}
      disabled={isOff}
      allowDeselect={false}
      value={value === null || isOff ? NONE : String(value)}
      data={[
        { value: NONE, label: t('tasks.remindNever') },
        ...[...REMINDERS_MIN, ...known].map((minutes) => ({ value: String(minutes), label: word(minutes) })),
      ]}
      onChange={(chosen) => onChange(chosen === NONE || chosen === null ? null : Number(chosen))}
    />
  );
}

interface WhoseProps {
  whose: WhoseTask;
  onChange: (whose: WhoseTask) => void;
}

/** A member's, a team's, or of whoever takes it. */
function WhoseField({ whose: { assignee, team_id }, onChange }: WhoseProps) {
  const { t } = useTranslation();
  const { me } = useSession();
  const mine = Number(me.member.id);
  const others = (useQuery(colleaguesQuery).data ?? []).filter(({ id }) => id !== mine);
  const teams = useQuery(teamsQuery).data ?? [];
  const hasLeft = assignee !== null && assignee !== mine && !others.some(({ id }) => id === assignee);
  const value = assignee !== null ? `member:${assignee}` : team_id !== null ? `team:${team_id}` : NONE;
  const choose = (chosen: string | null) => {
    const [kind, id] = (chosen ?? NONE).split(':');
    if (kind === 'member') onChange({ assignee: Number(id), team_id });
    else onChange({ assignee: null, team_id: kind === 'team' ? Number(id) : null });
  };
  return (
    <Select
      label={t('tasks.assignee')}
      allowDeselect={false}
      searchable
      value={value}
      onChange={choose}
      data={[
        { value: `member:${mine}`, label: t('tasks.me', { name: me.member.name || me.member.email }) },
        { value: NONE, label: t('tasks.nobodys') },
        ...teams.map(({ id, name }) => ({ value: `team:${id}`, label: t('tasks.team', { name }) })),
        ...others.map(({ id, name }) => ({ value: `member:${id}`, label: name })),
        ...(hasLeft ? [{ value, label: t('tasks.formerMember') }] : []),
      ]}
    />
  );
}

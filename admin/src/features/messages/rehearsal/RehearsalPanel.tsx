import { Alert, Button, Group, Progress, SegmentedControl, Select, Stack, Text } from '@mantine/core';
import { IconHourglass } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Failure, Lines } from '@/components/ui/states';
import { useToasts } from '@/components/ui/toast';
import { ApiError } from '@/lib/api/errors';
import { useFormat } from '@/lib/format';
import { useCan } from '@/lib/session';
import { SCENARIOS } from '../api';
import { isOpen, type Rehearsal, rehearsalsQuery, rehearse } from './api';
import { ResultView } from './ResultView';
import classes from './rehearsal.module.css';

const SPANS = ['7', '30', '90'] as const;

export interface RehearsalProps {
  id: string;
  /** What has to be saved before: a rehearsal is of what the server has. */
  prepare?: (() => Promise<unknown>) | undefined;
  /** Why it cannot be asked for yet. */
  obstacle?: string | undefined;
}

/** The message let loose on the past: how many would have got it, when, and what it would have met. Nothing is sent. */
export default function RehearsalPanel({ id, prepare, obstacle }: RehearsalProps) {
  const { t } = useTranslation();
  const query = useQuery(rehearsalsQuery(id));
  const [chosen, choose] = useState<string | null>(null);
  if (query.error && !query.data) return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Lines count={3} />;
  const items = query.data;
  const shown = items.find((each) => each.id === chosen) ?? items[0];
  return (
    <Stack gap="md">
      <Group gap="sm" justify="space-between">
        <Ask id={id} prepare={prepare} obstacle={obstacle} isBusy={items.some(isOpen)} onAsked={() => choose(null)} />
        {items.length > 1 && shown && <Earlier items={items} shown={shown} onChoose={choose} />}
      </Group>
      {obstacle && items.length === 0 && (
        <Text size="sm" c="dimmed">
          {obstacle}
        </Text>
      )}
      {shown ? <One id={id} rehearsal={shown} /> : !obstacle && <Hint text={t('rehearsal.hint')} />}
    </Stack>
  );
}

function Hint({ text }: { text: string }) {
  return (
    <Text size="sm" c="dimmed">
      {text}
    </Text>
  );
}

interface AskProps extends RehearsalProps {
  isBusy: boolean;
  onAsked: () => void;
}

function Ask({ id, prepare, obstacle, isBusy, onAsked }: AskProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const toasts = useToasts();
  const canWrite = useCan('messages_write');
  const [span, setSpan] = useState<string>('30');
  const start = useMutation({
    mutationFn: async () => {
      await prepare?.();
      return rehearse(id, Number(span));
    },
    onSuccess: (made) => {
      client.setQueryData(rehearsalsQuery(id).queryKey, (before) => [made, ...(before ?? [])]);
      void client.invalidateQueries({ queryKey: rehearsalsQuery(id).queryKey });
      onAsked();
    },
    onError: (error) => {
      toasts.failed(error);
      if (error instanceof ApiError && error.faults.length > 0)
        void client.invalidateQueries({ queryKey: [...SCENARIOS, 'check'] });
    },
  });
  if (!canWrite) return null;
  return (
    <Group gap="sm">
      <SegmentedControl
        size="xs"
        aria-label={t('rehearsal.span')}
        value={span}
        onChange={setSpan}
        data={SPANS.map((value) => ({ value, label: t('rehearsal.days', { count: Number(value) }) }))}
      />
      <Button
        variant="default"
        size="compact-md"
        leftSection={<IconHourglass size={15} />}
        disabled={obstacle !== undefined}
        loading={start.isPending || isBusy}
        onClick={() => start.mutate()}
      >
        {t('rehearsal.start')}
      </Button>
    </Group>
  );
}

interface EarlierProps {
  items: readonly Rehearsal[];
  shown: Rehearsal;
  onChoose: (id: string | null) => void;
}

/** Rehearsals of before: to see what an edit changed. */
function Earlier({ items, shown, onChoose }: EarlierProps) {
  const { t } = useTranslation();
  const { moment } = useFormat();
  return (
    <Select
      size="xs"
      w={250}
      allowDeselect={false}
      aria-label={t('rehearsal.earlier')}
      value={shown.id}
      data={items.map(({ id, created_at, days }) => ({
        value: id,
        label: `${moment(created_at)} · ${t('rehearsal.days', { count: days })}`,
      }))}
      onChange={onChoose}
    />
  );
}

function One({ id, rehearsal }: { id: string; rehearsal: Rehearsal }) {
  const { t } = useTranslation();
  if (isOpen(rehearsal))
    return (
      <div className={classes.running} role="status">
        <Text size="sm" c="dimmed" mb={6}>
          {t(`rehearsal.state.${rehearsal.state as 'waiting' | 'running'}`)}
        </Text>
        <Progress
          value={Math.max(4, rehearsal.progress * 100)}
          animated
          aria-label={t('rehearsal.state.running')}
          radius="xl"
        />
      </div>
    );
  if (rehearsal.result === null)
    return (
      <Alert color="red" title={t('rehearsal.state.failed')}>
        <Text size="xs">{rehearsal.error}</Text>
      </Alert>
    );
  return <ResultView id={id} rehearsal={rehearsal} result={rehearsal.result} />;
}

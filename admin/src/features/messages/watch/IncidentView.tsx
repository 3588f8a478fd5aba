import { Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Failure } from '@/components/ui/states';
import { useToasts } from '@/components/ui/toast';
import { useFormat } from '@/lib/format';
import { useCan } from '@/lib/session';
import { type Incident, incidentQuery, WATCH, watchApi } from './api';
import { FigureChart } from './FigureChart';
import { useIncidentWords } from './useIncidentWords';

interface IncidentViewProps {
  incident: Incident;
  /** Where its message is not on the screen already. */
  withLinks?: boolean;
  /** Whether the days may be asked for already. */
  isOn?: boolean;
  onLearned?: () => void;
}

/** One figure that left its range: how far, since when, what it may come of, what to do. */
export function IncidentView({ incident, withLinks = false, isOn = true, onLearned }: IncidentViewProps) {
  const { t } = useTranslation();
  const { moment } = useFormat();
  const words = useIncidentWords(incident);
  const { scenario_id: scenario, node, began_at, ended_at, learned_at, is_muted } = incident;
  return (
    <Stack gap="xs">
      <Text size="sm">{words.range}</Text>
      {scenario !== null && <Days incident={incident} say={words.figure} isOn={isOn} />}
      {node && scenario !== null && (
        <Text size="sm" c="dimmed">
          {t('watch.step', { step: node })}
        </Text>
      )}
      {words.cause && (
        <Text size="sm">
          <Text span inherit fw={600}>
            {t('watch.likely')}
          </Text>{' '}
          {words.cause}
        </Text>
      )}
      <Text size="sm">
        <Text span inherit fw={600}>
          {t('watch.do')}
        </Text>{' '}
        {words.advice}
      </Text>
      <Text size="xs" c="dimmed">
        {t('watch.since', { moment: moment(began_at) })}
        {learned_at ? ` · ${t('watch.isLearned')}` : ended_at && ` · ${t('watch.until', { moment: moment(ended_at) })}`}
        {is_muted && ` · ${t('watch.isMuted')}`}
      </Text>
      <Group gap="xs">
        {withLinks && scenario === null && (
          <Button component={Link} to="/messages/promo-codes" variant="default" size="compact-md">
            {t('watch.toPool')}
          </Button>
        )}
        {withLinks && scenario !== null && (
          <Button component={Link} to={`/messages/${scenario}/report`} variant="default" size="compact-md">
            {t('watch.toReport')}
          </Button>
        )}
        {scenario !== null && !ended_at && <Learn incident={incident} {...(onLearned && { onLearned })} />}
      </Group>
    </Stack>
  );
}

interface DaysProps {
  incident: Incident;
  say: (value: number) => string;
  isOn: boolean;
}

function Days({ incident, say, isOn }: DaysProps) {
  const query = useQuery({ ...incidentQuery(incident.id), enabled: isOn });
  if (query.error && !query.data) return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Skeleton height={138} />;
  return <FigureChart incident={query.data} say={say} />;
}

/** It is fine so: what it told of is what is usual from now on. */
function Learn({ incident: { id }, onLearned }: Pick<IncidentViewProps, 'incident' | 'onLearned'>) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const toasts = useToasts();
  const canWrite = useCan('messages_write');
  const learn = useMutation({
    mutationFn: () => watchApi.learn(id),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: WATCH });
      toasts.done(t('watch.learned'));
      onLearned?.();
    },
    onError: toasts.failed,
  });
  if (!canWrite) return null;
  return (
    <Button
      size="compact-md"
      variant="default"
      leftSection={<IconCheck size={15} />}
      loading={learn.isPending}
      onClick={() => learn.mutate()}
    >
      {t('watch.learn')}
    </Button>
  );
}

import { Alert, Button, Group, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { scenarioNamesQuery } from '@/components/messages/api';
import { Moment } from '@/components/ui/Moment';
import { useToasts } from '@/components/ui/toast';
import { useFormat } from '@/lib/format';
import { useCan } from '@/lib/session';
import { deliveryApi, refreshDelivery, type Standing } from './api';
import { share } from './shares';

/** Messages that were slowed or paused because mail services or readers are annoyed; why, and what to do. */
export function Standings({ standings }: { standings: readonly Standing[] }) {
  return standings.map((each) => <OneStanding key={each.scenario_id} standing={each} />);
}

function OneStanding({ standing }: { standing: Standing }) {
  const { t } = useTranslation();
  const { locale, number } = useFormat();
  const names = useQuery(scenarioNamesQuery).data;
  const { scenario_id, state, why, sent, bounced, complained } = standing;
  const id = String(scenario_id);
  const name = names?.get(id)?.name ?? `№ ${id}`;
  const isPaused = state === 'paused';
  const about = why === 'complaints' ? 'complaints' : 'bounces';
  const bad = about === 'complaints' ? complained : bounced;
  return (
    <Alert
      mb="md"
      color={isPaused ? 'red' : 'orange'}
      icon={<IconAlertTriangle size={18} />}
      title={t(isPaused ? 'sending.standing.paused' : 'sending.standing.slow', { name })}
    >
      <Text size="sm">
        {t(`sending.standing.${about}`, { share: share(locale, bad, sent), bad: number(bad), sent: number(sent) })}
      </Text>
      <Text size="sm" mt={6}>
        {t(about === 'complaints' ? 'sending.standing.doComplaints' : 'sending.standing.doBounces')}
      </Text>
      <Group gap="sm" mt="sm">
        <GoOn standing={standing} name={name} />
        <Button size="compact-sm" variant="default" component={Link} to={`/messages/${id}/report`}>
          {t('sending.standing.report')}
        </Button>
        <Button size="compact-sm" variant="default" component={Link} to="/settings/sending">
          {t('sending.standing.rules')}
        </Button>
        <Text size="xs" c="dimmed">
          {t('sending.standing.since')} <Moment at={standing.changed_at} as="moment" />
        </Text>
      </Group>
    </Alert>
  );
}

function GoOn({ standing, name }: { standing: Standing; name: string }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const toasts = useToasts();
  const canWrite = useCan('messages_write');
  const isPaused = standing.state === 'paused';
  const go = useMutation({
    mutationFn: () => (isPaused ? deliveryApi.resume(standing.scenario_id) : deliveryApi.forgive(standing.scenario_id)),
    onSuccess: () => toasts.done(t(isPaused ? 'sending.standing.resumed' : 'sending.standing.forgiven', { name })),
    onError: toasts.failed,
    onSettled: () => refreshDelivery(client),
  });
  if (!canWrite) return null;
  return (
    <Button size="compact-sm" loading={go.isPending} onClick={() => go.mutate()}>
      {t(isPaused ? 'sending.standing.resume' : 'sending.standing.forgive')}
    </Button>
  );
}

import { Button, Group, Modal, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconHandStop, IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useToasts } from '@/components/ui/toast';
import { SCENARIOS } from '../api';
import type { Scenario } from '../api/types';
import { useStatusActions } from '../editor/useStatusActions';
import { mailingApi, type Phase, progressQuery } from './api';

const UNDER_WAY: readonly Phase[] = ['scheduled', 'gathering', 'sending', 'paused'];

interface SteeringProps {
  scenario: Pick<Scenario, 'id' | 'name' | 'kind' | 'status'>;
  phase: Phase;
}

/** Hold it, let it go on, end it. */
export function Steering({ scenario, phase }: SteeringProps) {
  const { t } = useTranslation();
  const actions = useStatusActions(scenario);
  if (!UNDER_WAY.includes(phase)) return null;
  const isPaused = scenario.status === 'paused';
  const Icon = isPaused ? IconPlayerPlay : IconPlayerPause;
  return (
    <>
      {scenario.kind === 'mailing' && (
        <Button
          variant="default"
          loading={actions.isBusy}
          leftSection={<Icon size={16} />}
          onClick={() => (isPaused ? actions.resume() : actions.pause())}
        >
          {t(isPaused ? 'messages.resume' : 'messages.pause')}
        </Button>
      )}
      <Stop scenario={scenario} />
    </>
  );
}

/** The one thing here that has no way back: it is asked for. */
function Stop({ scenario }: Pick<SteeringProps, 'scenario'>) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const toasts = useToasts();
  const [isAsked, asked] = useDisclosure();
  const { id, name } = scenario;
  const stop = useMutation({
    mutationFn: () => mailingApi.stop(id),
    onSuccess: (progress) => {
      asked.close();
      client.setQueryData(progressQuery(id).queryKey, progress);
      void client.invalidateQueries({ queryKey: SCENARIOS });
      toasts.done(t('mailing.stopped', { name }));
    },
    onError: toasts.failed,
  });
  return (
    <>
      <Button variant="default" c="red" leftSection={<IconHandStop size={16} />} onClick={asked.open}>
        {t('mailing.stop')}
      </Button>
      <Modal
        opened={isAsked}
        onClose={asked.close}
        title={t('mailing.stopTitle', { name })}
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        <Text size="sm">{t('mailing.stopText')}</Text>
        <Group justify="flex-end" mt="md" gap="xs">
          <Button variant="default" onClick={asked.close} data-autofocus>
            {t('mailing.goOn')}
          </Button>
          <Button color="red" loading={stop.isPending} onClick={() => stop.mutate()}>
            {t('mailing.stopNow')}
          </Button>
        </Group>
      </Modal>
    </>
  );
}

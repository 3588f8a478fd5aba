import { Button, Checkbox, Group, Popover, Stack, Text } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { reasonWords } from '@/components/messages/words';
import { useToasts } from '@/components/ui/toast';
import { useFormat } from '@/lib/format';
import { SCENARIOS } from '../api';
import type { Status } from '../api/types';
import { mailingApi, type Progress, progressQuery } from './api';
import { type Missed, missedOf } from './shares';

interface AgainProps {
  id: string;
  progress: Progress;
  status: Status;
}

/** Once more to those who got nothing, by why they got nothing; whoever got it gets it no second time. */
export function Again({ id, progress, status }: AgainProps) {
  const { t } = useTranslation();
  const missed = missedOf(progress);
  const isOver = progress.state === 'done' || progress.state === 'stopped';
  if (!isOver || status !== 'active' || missed.length === 0) return null;
  return (
    <Popover position="bottom-start" shadow="md" trapFocus width={340}>
      <Popover.Target>
        <Button variant="default" mt="md" leftSection={<IconRefresh size={16} />}>
          {t('mailing.again')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Reasons key={missed.map(({ reason }) => reason).join()} id={id} missed={missed} />
      </Popover.Dropdown>
    </Popover>
  );
}

function Reasons({ id, missed }: { id: string; missed: readonly Missed[] }) {
  const { t } = useTranslation();
  const { number } = useFormat();
  const client = useQueryClient();
  const toasts = useToasts();
  const [chosen, choose] = useState<string[]>(() =>
    missed.filter(({ isUsual }) => isUsual).map(({ reason }) => reason),
  );
  const count = missed.filter(({ reason }) => chosen.includes(reason)).reduce((sum, each) => sum + each.count, 0);
  const send = useMutation({
    mutationFn: () => mailingApi.resend(id, chosen),
    onSuccess: (progress) => {
      client.setQueryData(progressQuery(id).queryKey, progress);
      void client.invalidateQueries({ queryKey: SCENARIOS });
      toasts.done(t('mailing.againDone'));
    },
    onError: toasts.failed,
  });
  const wordsOf = (reason: string): string =>
    reason === 'failed' || reason === 'unknown' ? t(`mailing.part.${reason}`) : reasonWords(t, reason);
  return (
    <Stack gap="sm">
      <Checkbox.Group label={t('mailing.againTo')} value={chosen} onChange={choose}>
        <Stack gap={8} mt={8}>
          {missed.map(({ reason, count: people }) => (
            <Checkbox
              key={reason}
              value={reason}
              label={`${wordsOf(reason)} · ${number(people)}`}
              description={reason === 'unknown' ? t('mailing.againUnknown') : undefined}
            />
          ))}
        </Stack>
      </Checkbox.Group>
      <Group justify="space-between" wrap="nowrap">
        <Text size="xs" c="dimmed">
          {t('mailing.againText')}
        </Text>
        <Button disabled={count === 0} loading={send.isPending} onClick={() => send.mutate()} style={{ flex: 'none' }}>
          {t('mailing.againSend', { formatted: number(count) })}
        </Button>
      </Group>
    </Stack>
  );
}

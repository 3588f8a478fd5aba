import { Button, Group, Modal, Stack, Switch, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Failure, Lines } from '@/components/ui/states';
import { useToasts } from '@/components/ui/toast';
import { useFormat } from '@/lib/format';
import { useNow } from '@/lib/now';
import { WATCH, type Watched, watchApi, watchedQuery } from './api';

const DAY_MS = 86_400_000;
const WEEK = 7;
const MONTH = 30;

interface WatchSettingsProps {
  id: string;
  isOpen: boolean;
  onClose: () => void;
}

/** Whether a message is watched, and until when nobody wants to hear of it. */
export function WatchSettings({ id, isOpen, onClose }: WatchSettingsProps) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={t('watch.settings')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      {isOpen && <Form id={id} />}
    </Modal>
  );
}

function Form({ id }: { id: string }) {
  const { t } = useTranslation();
  const { day } = useFormat();
  const client = useQueryClient();
  const toasts = useToasts();
  const now = useNow();
  const query = useQuery(watchedQuery(id));
  const save = useMutation({
    mutationFn: (watched: Watched) => watchApi.setWatched(id, watched),
    onSuccess: (watched) => {
      client.setQueryData(watchedQuery(id).queryKey, watched);
      void client.invalidateQueries({ queryKey: WATCH });
      toasts.done(t('common.saved'));
    },
    onError: toasts.failed,
  });
  if (query.error && !query.data) return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Lines count={3} />;
  const { is_on, muted_until } = query.data;
  const isMuted = muted_until !== null && Date.parse(muted_until) > now;
  const mute = (days: number) => (): void =>
    save.mutate({ is_on: true, muted_until: new Date(now + days * DAY_MS).toISOString() });
  return (
    <Stack>
      <Switch
        label={t('watch.isOn')}
        description={t('watch.isOnText')}
        checked={is_on}
        disabled={save.isPending}
        onChange={(event) => save.mutate({ is_on: event.currentTarget.checked, muted_until })}
      />
      {is_on && (
        <>
          <Text size="sm">{isMuted ? t('watch.mutedTill', { day: day(muted_until) }) : t('watch.heard')}</Text>
          <Group gap="xs">
            {isMuted ? (
              <Button
                variant="default"
                loading={save.isPending}
                onClick={() => save.mutate({ is_on: true, muted_until: null })}
              >
                {t('watch.unmute')}
              </Button>
            ) : (
              [WEEK, MONTH].map((days) => (
                <Button key={days} variant="default" loading={save.isPending} onClick={mute(days)}>
                  {t('watch.mute', { count: days })}
                </Button>
              ))
            )}
          </Group>
        </>
      )}
    </Stack>
  );
}

import { Switch, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Section } from '@/components/ui/Section';
import { useToasts } from '@/components/ui/toast';
import { canPush, type Device, forgetDevice, notifyDevice, readDevice } from '@/lib/push';
import { useSession } from '@/lib/session';

/** Notices on this device while the admin is closed. */
export function ThisDevice() {
  const { t } = useTranslation();
  return (
    <Section title={t('push.title')} text={t('push.text')}>
      {canPush() ? (
        <Switches />
      ) : (
        <Text size="sm" c="dimmed">
          {t('push.cannot')}
        </Text>
      )}
    </Section>
  );
}

function Switches() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const toasts = useToasts();
  const { current } = useSession();
  const queryKey = ['push', current.id];
  const query = useQuery({ queryKey, queryFn: () => readDevice(current.id) });
  const device = query.data ?? null;
  const change = useMutation({
    mutationFn: (next: { isOn: boolean; hasPreviews: boolean }): Promise<Device | null> =>
      next.isOn || !device ? notifyDevice(current.id, next.hasPreviews) : forgetDevice(current.id, device),
    onSuccess: (made, { isOn }) => {
      client.setQueryData(queryKey, made);
      if (isOn && made) toasts.done(t('common.saved'));
    },
    onError: toasts.failed,
  });
  const isRefused = Notification.permission === 'denied';
  const isBusy = query.isPending || change.isPending || isRefused;
  return (
    <>
      <Switch
        label={t('push.notify')}
        description={isRefused ? t('push.refused') : t('push.what')}
        checked={device !== null}
        disabled={isBusy}
        onChange={(event) =>
          change.mutate({ isOn: event.currentTarget.checked, hasPreviews: device?.hasPreviews ?? true })
        }
      />
      <Switch
        mt="sm"
        label={t('push.previews')}
        description={t('push.previewsText')}
        checked={device?.hasPreviews ?? false}
        disabled={isBusy || device === null}
        onChange={(event) => change.mutate({ isOn: true, hasPreviews: event.currentTarget.checked })}
      />
    </>
  );
}

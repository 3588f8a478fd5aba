import { Switch, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Section } from '@/components/ui/Section';
import { useToasts } from '@/components/ui/toast';
import { canPush } from '@/lib/push';
import { useDevice } from '@/lib/useDevice';

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
  const toasts = useToasts();
  const { device, isBusy, isRefused, change } = useDevice({
    onError: toasts.failed,
    onDone: (made, { isOn }) => {
      if (isOn && made) toasts.done(t('common.saved'));
    },
  });
  return (
    <>
      <Switch
        label={t('push.notify')}
        description={isRefused ? t('push.refused') : t('push.what')}
        checked={device !== null}
        disabled={isBusy}
        onChange={(event) => change({ isOn: event.currentTarget.checked, hasPreviews: device?.hasPreviews ?? true })}
      />
      <Switch
        mt="sm"
        label={t('push.previews')}
        description={t('push.previewsText')}
        checked={device?.hasPreviews ?? false}
        disabled={isBusy || device === null}
        onChange={(event) => change({ isOn: true, hasPreviews: event.currentTarget.checked })}
      />
    </>
  );
}

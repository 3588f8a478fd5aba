import { Button, Code, Group, Modal, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Copy } from '@/components/ui/Code';
import type { Hook } from '../api/sending';
import { knownProvider } from './providers';
import classes from './sending.module.css';

/** What to switch on at the provider. */
export function HookSteps({ hook, onClose }: { hook: Hook; onClose: () => void }) {
  const { t } = useTranslation();
  const how = knownProvider(hook.provider);
  return (
    <Modal opened onClose={onClose} title={hook.name}>
      <Stack>
        <div>
          <Text size="sm" fw={500}>
            {t('sending.hooks.address')}
          </Text>
          <Text size="xs" c="dimmed">
            {t('sending.hooks.addressText')}
          </Text>
          <div className={classes.address}>
            <Code>{hook.url}</Code>
            <Copy value={hook.url} />
          </div>
        </div>
        {how && (
          <div>
            <Text size="sm" fw={500}>
              {t('sending.hooks.then')}
            </Text>
            <Text size="sm">{t(`sending.hooks.how.${how}`)}</Text>
          </div>
        )}
        <Group justify="flex-end">
          <Button onClick={onClose} data-autofocus>
            {t('sending.hooks.done')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

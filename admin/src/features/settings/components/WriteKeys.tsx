import { Badge, Button, Group, Modal, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { CodeLine } from '@/components/ui/Code';
import { Listed } from '@/components/ui/Listed';
import { Section } from '@/components/ui/Section';
import { useToasts } from '@/components/ui/toast';
import type { WriteKey } from '@/lib/api/types';
import { useCan } from '@/lib/session';
import { settingsApi, writeKeysQuery } from '../api';
import classes from '../settings.module.css';
import { NewKey } from './NewKey';
import { useRevoke } from './Revoke';

/** The public keys that stand in sites' snippets. */
export function WriteKeys() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const toasts = useToasts();
  const canEdit = useCan('keys_write');
  const query = useQuery(writeKeysQuery);
  const [isOpen, dialog] = useDisclosure();
  const revoke = useRevoke({
    run: settingsApi.revokeKey,
    queryKey: ['write-keys'],
    text: t('settings.revokeKeyText'),
  });
  const create = useMutation({
    mutationFn: settingsApi.createKey,
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['write-keys'] });
      dialog.close();
    },
    onError: toasts.failed,
  });
  const add = (
    <Button variant="default" onClick={dialog.open}>
      {t('settings.newKey')}
    </Button>
  );
  return (
    <Section title={t('settings.writeKeys')} text={t('settings.writeKeysText')} flush actions={canEdit && add}>
      <Listed query={query}>
        {query.data?.items.map((key) => (
          <WriteKeyRow key={key.id} item={key} action={canEdit && revoke.button(key.id, key.name || key.key)} />
        ))}
      </Listed>
      {revoke.dialog}
      <Modal opened={isOpen} onClose={dialog.close} title={t('settings.newKey')}>
        <NewKey isBusy={create.isPending} placeholder={t('settings.keyHint')} onSubmit={create.mutate} />
      </Modal>
    </Section>
  );
}

function WriteKeyRow({ item, action }: { item: WriteKey; action: ReactNode }) {
  const { t } = useTranslation();
  const hasEvents = item.first_event_at !== null;
  return (
    <div className={classes.row}>
      <div className={classes.grow}>
        <Group gap={8}>
          <Text size="sm" fw={500}>
            {item.name || t('settings.key')}
          </Text>
          <Badge size="xs" color={hasEvents ? 'teal' : 'gray'}>
            {t(hasEvents ? 'settings.works' : 'settings.noEvents')}
          </Badge>
        </Group>
        <CodeLine text={item.key} />
      </div>
      {action}
    </div>
  );
}

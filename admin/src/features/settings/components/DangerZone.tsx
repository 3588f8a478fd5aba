import { Button, Group, List, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconTrash } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Section } from '@/components/ui/Section';
import { useErrorText } from '@/components/ui/states';
import { useToasts } from '@/components/ui/toast';
import { fieldErrors } from '@/lib/api/errors';
import { endStay } from '@/lib/api/stay';
import { useCan, useSession } from '@/lib/session';
import { settingsApi } from '../api';

/** What an owner cannot take back. */
export function DangerZone() {
  const { t } = useTranslation();
  const canDelete = useCan('workspace_delete');
  const [isOpen, dialog] = useDisclosure();
  if (!canDelete) return null;
  return (
    <Section
      title={t('settings.danger')}
      text={t('settings.deleteText')}
      actions={
        <Button color="red" variant="outline" leftSection={<IconTrash size={16} />} onClick={dialog.open}>
          {t('settings.deleteButton')}
        </Button>
      }
    >
      <Modal opened={isOpen} onClose={dialog.close} title={t('settings.deleteTitle')}>
        <Ask onClose={dialog.close} />
      </Modal>
    </Section>
  );
}

function Ask({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { current, leave } = useSession();
  const toasts = useToasts();
  const textOf = useErrorText();
  const [typed, setTyped] = useState('');
  const erase = useMutation({
    // From here on every question about it might come too late.
    mutationFn: () => endStay(() => settingsApi.deleteWorkspace(typed)),
    onSuccess: () => {
      toasts.done(t('settings.deleted', { name: current.name }));
      leave();
    },
  });
  const fault = erase.error ? (fieldErrors(erase.error).name ?? textOf(erase.error)) : null;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        erase.mutate();
      }}
    >
      <Stack>
        <Text size="sm">{t('settings.deleteLost')}</Text>
        <List size="sm" spacing={2}>
          <List.Item>{t('settings.deletePeople')}</List.Item>
          <List.Item>{t('settings.deleteTeam')}</List.Item>
          <List.Item>{t('settings.deleteSettings')}</List.Item>
          <List.Item>{t('settings.deleteForever')}</List.Item>
        </List>
        <TextInput
          data-autofocus
          label={t('settings.deleteType', { name: current.name })}
          value={typed}
          error={fault}
          onChange={(event) => setTyped(event.currentTarget.value)}
          autoComplete="off"
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" color="red" loading={erase.isPending} disabled={typed.trim() !== current.name.trim()}>
            {t('settings.deleteForeverButton')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

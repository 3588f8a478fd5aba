import { Button, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useToasts } from '@/components/ui/toast';
import { api } from '@/lib/api/client';
import type { Me } from '@/lib/api/types';
import { queryClient } from '@/lib/query';

interface NewWorkspaceProps {
  onMade: (id: string) => void;
  onClose: () => void;
}

export default function NewWorkspace({ onMade, onClose }: NewWorkspaceProps) {
  const { t } = useTranslation();
  const toasts = useToasts();
  const [name, setName] = useState('');
  const create = useMutation({
    mutationFn: () => api.post<Me>('/workspaces', { name: name.trim() }),
    onSuccess: (me) => {
      queryClient.setQueryData(['me'], me);
      // The new one is the last.
      const made = me.workspaces.at(-1);
      if (made) onMade(made.id);
    },
    onError: toasts.failed,
  });
  return (
    <Modal opened onClose={onClose} title={t('shell.newWorkspace')}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate();
        }}
      >
        <Stack>
          <Text size="sm" c="dimmed">
            {t('shell.newWorkspaceText')}
          </Text>
          <TextInput
            data-autofocus
            label={t('session.workspaceName')}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            maxLength={100}
            required
          />
          <Button type="submit" loading={create.isPending} disabled={!name.trim()}>
            {t('common.create')}
          </Button>
        </Stack>
      </form>
    </Modal>
  );
}

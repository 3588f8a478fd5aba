import { Button, Menu, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconCheck, IconPlus, IconSelector } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useToasts } from '@/components/ui/toast';
import { api } from '@/lib/api/client';
import type { Me } from '@/lib/api/types';
import { queryClient } from '@/lib/query';
import { useSession } from '@/lib/session';
import classes from './Shell.module.css';

export function WorkspaceSwitch() {
  const { t } = useTranslation();
  const { me, current, switchTo } = useSession();
  const [isOpen, modal] = useDisclosure();
  const navigate = useNavigate();
  const choose = (id: string) => {
    void navigate('/');
    switchTo(id);
  };
  return (
    <>
      <Menu position="bottom-start" width={240}>
        <Menu.Target>
          <button type="button" className={classes.switch} aria-label={t('shell.workspaceIs', { name: current.name })}>
            <img src="/favicon.svg" alt="" className={classes.logo} />
            <Text span fw={600} truncate style={{ flex: 1 }}>{current.name}</Text>
            <IconSelector size={16} stroke={1.6} style={{ opacity: 0.6, flex: 'none' }} />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{t('shell.workspaces')}</Menu.Label>
          {me.workspaces.map((workspace) => (
            <Menu.Item key={workspace.id} onClick={() => choose(workspace.id)} rightSection={workspace.id === current.id ? <IconCheck size={15} /> : null}>
              {workspace.name}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item leftSection={<IconPlus size={15} />} onClick={modal.open}>{t('shell.newWorkspace')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Modal opened={isOpen} onClose={modal.close} title={t('shell.newWorkspace')}>
        <NewWorkspace onMade={(id) => { modal.close(); choose(id); }} />
      </Modal>
    </>
  );
}

function NewWorkspace({ onMade }: { onMade: (id: string) => void }) {
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
    <form onSubmit={(event) => { event.preventDefault(); create.mutate(); }}>
      <Stack>
        <Text size="sm" c="dimmed">{t('shell.newWorkspaceText')}</Text>
        <TextInput data-autofocus label={t('session.workspaceName')} value={name} onChange={(event) => setName(event.currentTarget.value)} maxLength={100} required />
        <Button type="submit" loading={create.isPending} disabled={!name.trim()}>{t('common.create')}</Button>
      </Stack>
    </form>
  );
}

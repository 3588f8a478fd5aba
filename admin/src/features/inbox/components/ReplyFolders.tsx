import { ActionIcon, Button, Group, Popover, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconFolderPlus, IconPencil, IconTrash } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useToasts } from '@/components/ui/toast';
import { REPLIES, repliesApi } from '../api';
import type { ReplyFolder } from '../api/types';
import classes from '../styles/views.module.css';

interface FoldersProps {
  folders: readonly ReplyFolder[];
  chosen: number | null;
  onChoose: (folder: number | null) => void;
  canWrite: boolean;
}

/** Folders of saved replies: chosen, made, renamed, taken away (what is in them stays). */
export function ReplyFolders({ folders, chosen, onChoose, canWrite }: FoldersProps) {
  const { t } = useTranslation();
  const current = folders.find(({ id }) => id === chosen);
  const remove = useChange(
    (id: number) => repliesApi.removeFolder(id),
    () => onChoose(null),
  );
  return (
    <Group gap={4} mb="sm">
      <Choice isOn={chosen === null} onPress={() => onChoose(null)} text={t('common.all')} />
      {folders.map(({ id, name }) => (
        <Choice key={id} isOn={chosen === id} onPress={() => onChoose(id)} text={name} />
      ))}
      {canWrite && current && (
        <>
          <NameForm
            key={current.id}
            first={current.name}
            action={t('common.save')}
            save={(name) => repliesApi.renameFolder(current.id, name)}
          >
            {(toggle) => (
              <ActionIcon size={26} aria-label={t('inbox.replies.rename', { name: current.name })} onClick={toggle}>
                <IconPencil size={15} />
              </ActionIcon>
            )}
          </NameForm>
          <ActionIcon
            size={26}
            aria-label={t('inbox.replies.removeFolder', { name: current.name })}
            onClick={() => remove.mutate(current.id)}
          >
            <IconTrash size={15} />
          </ActionIcon>
        </>
      )}
      {canWrite && (
        <NameForm first="" action={t('common.create')} save={repliesApi.addFolder}>
          {(toggle) => (
            <Button
              variant="subtle"
              color="gray"
              size="compact-sm"
              leftSection={<IconFolderPlus size={15} />}
              onClick={toggle}
            >
              {t('inbox.replies.newFolder')}
            </Button>
          )}
        </NameForm>
      )}
    </Group>
  );
}

function Choice({ isOn, onPress, text }: { isOn: boolean; onPress: () => void; text: string }) {
  return (
    <button type="button" className={classes.tab} aria-pressed={isOn} onClick={onPress}>
      {text}
    </button>
  );
}

export function useChange<V>(run: (value: V) => Promise<unknown>, onDone: () => void) {
  const client = useQueryClient();
  const toasts = useToasts();
  return useMutation({
    mutationFn: run,
    onSuccess: async () => {
      onDone();
      await client.invalidateQueries({ queryKey: REPLIES });
    },
    onError: toasts.failed,
  });
}

interface NameFormProps {
  first: string;
  action: string;
  save: (name: string) => Promise<unknown>;
  /** The button that opens it. */
  children: (toggle: () => void) => ReactElement;
}

function NameForm({ first, action, save, children }: NameFormProps) {
  const { t } = useTranslation();
  const [isOpen, opening] = useDisclosure();
  const [name, setName] = useState(first);
  const change = useChange(save, () => {
    opening.close();
    setName(first);
  });
  return (
    <Popover opened={isOpen} onChange={(next) => (next ? opening.open() : opening.close())} shadow="md" trapFocus>
      <Popover.Target>{children(opening.toggle)}</Popover.Target>
      <Popover.Dropdown p="xs">
        <form
          style={{ display: 'flex', gap: 8, alignItems: 'flex-end' }}
          onSubmit={(event) => {
            event.preventDefault();
            change.mutate(name.trim());
          }}
        >
          <TextInput
            label={t('inbox.replies.folderName')}
            value={name}
            maxLength={100}
            data-autofocus
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Button type="submit" disabled={!name.trim()} loading={change.isPending}>
            {action}
          </Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}

import { ActionIcon, Button, Menu, Popover, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconDotsVertical, IconFolderPlus, IconPencil, IconRefresh, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useToasts } from '@/components/ui/toast';
import type { SegmentFolder } from '@/lib/api/types';
import { useCan } from '@/lib/session';
import { foldersQuery, SEGMENTS, segmentsApi } from '../api';
import classes from '../segments.module.css';

interface FoldersProps {
  /** '' all, '0' those in none. */
  chosen: string;
  onChoose: (folder: string) => void;
}

/** Folders as a row of names; without any there is only the way to the first. */
export function Folders({ chosen, onChoose }: FoldersProps) {
  const { t } = useTranslation();
  const canWrite = useCan('segments_write');
  const query = useQuery(foldersQuery);
  const folders = query.data ?? [];
  const current = folders.find((folder) => folder.id === chosen);
  const pick = (value: string, label: string) => (
    <button
      key={value}
      type="button"
      className={classes.folder}
      aria-pressed={chosen === value}
      onClick={() => onChoose(value)}
    >
      {label}
    </button>
  );
  if (query.error && !query.data)
    return (
      <Button
        variant="subtle"
        color="red"
        size="compact-sm"
        w="fit-content"
        leftSection={<IconRefresh size={15} />}
        onClick={() => void query.refetch()}
      >
        {t('segments.foldersFailed')}
      </Button>
    );
  if (folders.length === 0 && !canWrite) return null;
  return (
    <nav className={classes.folders} aria-label={t('segments.folders')}>
      {folders.length > 0 && (
        <>
          {pick('', t('segments.allFolders'))}
          {folders.map((folder) => pick(folder.id, `${folder.name} · ${folder.segments_count}`))}
          {pick('0', t('segments.noFolder'))}
        </>
      )}
      {canWrite && current && <FolderMenu folder={current} onGone={() => onChoose('')} />}
      {canWrite && <NewFolder />}
    </nav>
  );
}

function useFolderChange<V>(run: (value: V) => Promise<unknown>, onDone: () => void) {
  const client = useQueryClient();
  const toasts = useToasts();
  return useMutation({
    mutationFn: run,
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: SEGMENTS });
      onDone();
    },
    onError: toasts.failed,
  });
}

function NewFolder() {
  const { t } = useTranslation();
  const [isOpen, opening] = useDisclosure();
  const add = useFolderChange(segmentsApi.createFolder, opening.close);
  return (
    <NameForm
      isOpen={isOpen}
      onClose={opening.close}
      first=""
      label={t('segments.folderName')}
      action={t('common.create')}
      onSave={(name) => add.mutate(name)}
    >
      <Button
        variant="subtle"
        color="gray"
        size="compact-sm"
        leftSection={<IconFolderPlus size={15} />}
        onClick={opening.toggle}
      >
        {t('segments.newFolder')}
      </Button>
    </NameForm>
  );
}

function FolderMenu({ folder, onGone }: { folder: SegmentFolder; onGone: () => void }) {
  const { t } = useTranslation();
  const [isOpen, renaming] = useDisclosure();
  const rename = useFolderChange((name: string) => segmentsApi.renameFolder(folder.id, name), renaming.close);
  const remove = useFolderChange(() => segmentsApi.removeFolder(folder.id), onGone);
  return (
    <NameForm
      key={folder.id}
      isOpen={isOpen}
      onClose={renaming.close}
      first={folder.name}
      label={t('segments.folderName')}
      action={t('common.save')}
      onSave={(name) => rename.mutate(name)}
    >
      <span>
        <Menu position="bottom-start">
          <Menu.Target>
            <ActionIcon size={26} aria-label={t('segments.folderActions', { name: folder.name })}>
              <IconDotsVertical size={15} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<IconPencil size={15} />} onClick={renaming.open}>
              {t('segments.rename')}
            </Menu.Item>
            <Menu.Item color="red" leftSection={<IconTrash size={15} />} onClick={() => remove.mutate(undefined)}>
              {t('segments.removeFolder')}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </span>
    </NameForm>
  );
}

interface NameFormProps {
  isOpen: boolean;
  onClose: () => void;
  first: string;
  label: string;
  action: string;
  onSave: (name: string) => void;
  children: ReactElement;
}

function NameForm({ isOpen, onClose, first, label, action, onSave, children }: NameFormProps) {
  const [name, setName] = useState(first);
  return (
    <Popover opened={isOpen} onChange={(next) => !next && onClose()} position="bottom-start" shadow="md" trapFocus>
      <Popover.Target>{children}</Popover.Target>
      <Popover.Dropdown p="xs">
        <form
          onSubmit={(event) => {
            event.preventDefault();
            onSave(name.trim());
          }}
          style={{ display: 'flex', gap: 8, alignItems: 'flex-end' }}
        >
          <TextInput
            label={label}
            value={name}
            maxLength={100}
            data-autofocus
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Button type="submit" disabled={!name.trim()}>
            {action}
          </Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}

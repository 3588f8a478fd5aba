import { ActionIcon, Badge, Button, Text } from '@mantine/core';
import { IconBookmark, IconPlus, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Column, DataTable } from '@/components/ui/DataTable';
import { Page } from '@/components/ui/Page';
import { SearchField } from '@/components/ui/SearchField';
import { Empty } from '@/components/ui/states';
import { useToasts } from '@/components/ui/toast';
import { useCan } from '@/lib/session';
import { foldersQuery, repliesApi, repliesQuery } from '../api';
import type { SavedReply } from '../api/types';
import { InboxTabs } from '../components/InboxTabs';
import { ReplyDialog } from '../components/ReplyDialog';
import { ReplyFolders, useChange } from '../components/ReplyFolders';

const has = (text: string, words: string): boolean => text.toLocaleLowerCase().includes(words.toLocaleLowerCase());

/** Replies that are written once and used again, in folders. */
export function Component() {
  const { t } = useTranslation();
  const toasts = useToasts();
  const canWrite = useCan('inbox_write');
  const canManage = useCan('inbox_manage');
  const query = useQuery(repliesQuery);
  const folders = useQuery(foldersQuery).data ?? [];
  const [folder, setFolder] = useState<number | null>(null);
  const [words, setWords] = useState('');
  const [editing, setEditing] = useState<SavedReply | 'new' | null>(null);
  const bringBack = useChange(
    (reply: SavedReply) => repliesApi.create(draftOf(reply)),
    () => undefined,
  );
  const remove = useChange(
    async (reply: SavedReply) => {
      await repliesApi.remove(reply.id);
      toasts.undoable(t('inbox.replies.removed', { name: reply.title }), () => bringBack.mutate(reply));
    },
    () => undefined,
  );
  const rows = query.data?.filter(
    ({ title, body, shortcut, folder_id }) =>
      (folder === null || folder_id === folder) && (!words || has(`${title}\n${body}\n${shortcut}`, words)),
  );
  // The team's own are for those who manage the inbox.
  const isOurs = (reply: SavedReply): boolean => canManage || !reply.is_shared;
  const add = canWrite && (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setEditing('new')}>
      {t('inbox.replies.new')}
    </Button>
  );
  const columns: Column<SavedReply>[] = [
    {
      key: 'title',
      title: t('inbox.replies.name'),
      width: 220,
      render: ({ title }) => (
        <Text span inherit fw={500}>
          {title}
        </Text>
      ),
    },
    { key: 'body', title: t('inbox.replies.text'), width: 420, render: ({ body }) => body },
    {
      key: 'shortcut',
      title: t('inbox.replies.shortcut'),
      width: 120,
      render: ({ shortcut }) => shortcut && `#${shortcut}`,
    },
    {
      key: 'shared',
      title: t('inbox.replies.whose'),
      width: 120,
      render: ({ is_shared }) => (
        <Badge color={is_shared ? 'iris' : 'gray'} size="sm">
          {t(is_shared ? 'inbox.replies.ofAll' : 'inbox.replies.own')}
        </Badge>
      ),
    },
    ...(canWrite
      ? [
          {
            key: 'remove',
            title: '',
            width: 60,
            align: 'right' as const,
            render: (reply: SavedReply) =>
              isOurs(reply) && (
                <ActionIcon
                  aria-label={t('inbox.replies.remove', { name: reply.title })}
                  onClick={(event) => {
                    event.stopPropagation();
                    remove.mutate(reply);
                  }}
                >
                  <IconTrash size={16} />
                </ActionIcon>
              ),
          },
        ]
      : []),
  ];
  const empty = query.data?.length === 0 && (
    <Empty
      icon={IconBookmark}
      title={t('inbox.replies.empty')}
      text={t('inbox.replies.emptyText')}
      {...(add && { action: add })}
    />
  );
  return (
    <Page title={t('inbox.replies.title')} width="full" actions={add || undefined}>
      <InboxTabs value="replies" />
      <ReplyFolders folders={folders} chosen={folder} onChoose={setFolder} canWrite={canManage} />
      <div style={{ marginBottom: 12 }}>
        <SearchField value={words} onChange={setWords} placeholder={t('inbox.replies.search')} />
      </div>
      <DataTable<SavedReply>
        fill
        label={t('inbox.replies.title')}
        columns={columns}
        rows={rows}
        rowKey={({ id }) => String(id)}
        {...(canWrite && { onOpen: (reply: SavedReply) => isOurs(reply) && setEditing(reply) })}
        compact={({ title, body }) => (
          <span>
            <Text size="sm" fw={500} truncate>
              {title}
            </Text>
            <Text size="xs" c="dimmed" truncate>
              {body}
            </Text>
          </span>
        )}
        error={query.error}
        onRetry={() => void query.refetch()}
        empty={empty || <Empty icon={IconBookmark} title={t('inbox.nothingFound')} />}
      />
      {editing !== null && (
        <ReplyDialog {...(editing !== 'new' && { reply: editing })} folder={folder} onClose={() => setEditing(null)} />
      )}
    </Page>
  );
}

function draftOf({ title, body, shortcut, folder_id, is_shared, files }: SavedReply) {
  return { title, body, shortcut, folder_id, is_shared, files: files.map(({ id }) => id) };
}

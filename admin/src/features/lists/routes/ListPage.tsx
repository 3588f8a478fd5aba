import { ActionIcon, Button, Menu, Text } from '@mantine/core';
import {
  IconDotsVertical,
  IconFileUpload,
  IconFilterPlus,
  IconListDetails,
  IconPencil,
  IconTrash,
  IconUserPlus,
  IconUsers,
} from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import { BulkMenu } from '@/components/bulk/BulkMenu';
import { BulkProgress } from '@/components/bulk/BulkProgress';
import { Page } from '@/components/ui/Page';
import { Empty, Failure, Lines } from '@/components/ui/states';
import { useToasts } from '@/components/ui/toast';
import { leadsNowhere } from '@/lib/api/errors';
import type { PeopleList } from '@/lib/api/lists';
import { withFilter } from '@/lib/conditions/url';
import { useFormat } from '@/lib/format';
import { useLive, useThrottled } from '@/lib/live';
import { useCan } from '@/lib/session';
import { listQuery, listsApi, refreshLists } from '../api';
import { AboutDialog } from '../components/AboutDialog';
import { AddPeople } from '../components/AddPeople';
import { ImportDialog } from '../components/ImportDialog';
import { FillButtons, ListMembers } from '../components/ListMembers';
import { RemoveDialog } from '../components/RemoveDialog';

const REFRESH_MS = 2_000;

type Doing = 'add' | 'import' | 'change' | 'remove';

export function Component() {
  const { t } = useTranslation();
  const format = useFormat();
  const { id = '' } = useParams();
  const client = useQueryClient();
  const canWrite = useCan('segments_write');
  const [doing, begin] = useState<Doing | null>(null);
  const query = useQuery(listQuery(id));
  useLive(
    'people',
    useThrottled(() => refreshLists(client), REFRESH_MS),
  );
  const list = query.data;
  if (leadsNowhere(query.error))
    return <Empty isPage icon={IconListDetails} title={t('lists.gone')} text={t('lists.goneText')} />;
  const fill = canWrite && <FillButtons onAdd={() => begin('add')} onImport={() => begin('import')} />;
  const body = list ? (
    <>
      {list.description && (
        <Text size="sm" c="dimmed" mb="sm">
          {list.description}
        </Text>
      )}
      <BulkProgress />
      <ListMembers list={list} empty={fill} />
    </>
  ) : query.error ? (
    <Failure error={query.error} onRetry={() => void query.refetch()} />
  ) : (
    <Lines count={8} />
  );
  return (
    <Page
      title={list?.name ?? ''}
      width="full"
      note={
        list && (
          <Text c="dimmed" size="sm" className="tnum" style={{ whiteSpace: 'nowrap' }}>
            {t('common.people', { count: list.count, formatted: format.number(list.count) })}
          </Text>
        )
      }
      actions={list && <Actions list={list} onBegin={begin} />}
    >
      {body}
      {list && doing && <Dialog list={list} doing={doing} onClose={() => begin(null)} />}
    </Page>
  );
}

function Actions({ list, onBegin }: { list: PeopleList; onBegin: (doing: Doing) => void }) {
  const { t } = useTranslation();
  const canWrite = useCan('segments_write');
  const canImport = useCan('imports_write');
  const filter = { list: Number(list.id) };
  const everybody = withFilter('/people', filter);
  return (
    <>
      <Button
        component={Link}
        to={everybody}
        variant="default"
        visibleFrom="sm"
        leftSection={<IconUsers size={16} stroke={1.7} />}
      >
        {t('segments.openPeople')}
      </Button>
      <BulkMenu audience={{ filter }} count={list.count} />
      {canWrite && (
        <>
          <Button leftSection={<IconUserPlus size={16} />} onClick={() => onBegin('add')}>
            {t('lists.addPeople')}
          </Button>
          <Menu width={240}>
            <Menu.Target>
              <ActionIcon variant="default" size={34} aria-label={t('common.actions')}>
                <IconDotsVertical size={17} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              {canImport && (
                <Menu.Item leftSection={<IconFileUpload size={15} />} onClick={() => onBegin('import')}>
                  {t('lists.fromFile')}
                </Menu.Item>
              )}
              <Menu.Item hiddenFrom="sm" component={Link} to={everybody} leftSection={<IconUsers size={15} />}>
                {t('segments.openPeople')}
              </Menu.Item>
              <Menu.Item
                component={Link}
                to={withFilter('/segments/new', filter)}
                leftSection={<IconFilterPlus size={15} />}
              >
                {t('lists.toSegment')}
              </Menu.Item>
              <Menu.Item leftSection={<IconPencil size={15} />} onClick={() => onBegin('change')}>
                {t('lists.change')}
              </Menu.Item>
              <Menu.Divider />
              <Menu.Item color="red" leftSection={<IconTrash size={15} />} onClick={() => onBegin('remove')}>
                {t('lists.remove')}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </>
      )}
    </>
  );
}

function Dialog({ list, doing, onClose }: { list: PeopleList; doing: Doing; onClose: () => void }) {
  switch (doing) {
    case 'add':
      return <AddPeople list={list} onClose={onClose} />;
    case 'import':
      return <ImportDialog list={list} onClose={onClose} />;
    case 'change':
      return <Change list={list} onClose={onClose} />;
    case 'remove':
      return <Remove list={list} onClose={onClose} />;
  }
}

function Change({ list, onClose }: { list: PeopleList; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: (about: { name: string; description: string }) => listsApi.change(list.id, about),
    onSuccess: () => {
      refreshLists(client);
      onClose();
    },
  });
  return (
    <AboutDialog
      title={t('lists.change')}
      action={t('common.save')}
      first={{ name: list.name, description: list.description }}
      error={save.error}
      isSaving={save.isPending}
      onSave={save.mutate}
      onClose={onClose}
    />
  );
}

function Remove({ list, onClose }: { list: PeopleList; onClose: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const client = useQueryClient();
  const navigate = useNavigate();
  const toasts = useToasts();
  const remove = useMutation({
    mutationFn: () => listsApi.remove(list.id),
    onSuccess: () => {
      toasts.done(t('lists.removed', { name: list.name }));
      void navigate('/lists');
      client.removeQueries({ queryKey: listQuery(list.id).queryKey });
      refreshLists(client);
    },
    onError: toasts.failed,
  });
  return (
    <RemoveDialog
      title={t('lists.removeTitle', { name: list.name })}
      text={t('lists.removeText', { count: list.count, formatted: format.number(list.count) })}
      naming={{ key: 'list', value: Number(list.id) }}
      isRemoving={remove.isPending}
      onRemove={() => remove.mutate()}
      onClose={onClose}
    />
  );
}

import { Badge, Button, Group, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconListDetails, IconPlus, IconSearchOff } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { type Column, DataTable } from '@/components/ui/DataTable';
import { Moment } from '@/components/ui/Moment';
import { Page } from '@/components/ui/Page';
import { SearchField } from '@/components/ui/SearchField';
import { Empty } from '@/components/ui/states';
import type { PeopleList } from '@/lib/api/lists';
import { useAuthors } from '@/lib/authors';
import { type Format, useFormat } from '@/lib/format';
import { useLive, useThrottled } from '@/lib/live';
import { useCan } from '@/lib/session';
import { useUrlState } from '@/lib/urlState';
import { listsApi, listsQuery, refreshLists } from '../api';
import { AboutDialog } from '../components/AboutDialog';
import { ListsTabs } from '../components/ListsTabs';

const REFRESH_MS = 3_000;

export function Component() {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const client = useQueryClient();
  const canWrite = useCan('segments_write');
  const [values, change] = useUrlState(['q'] as const);
  const [isMaking, making] = useDisclosure();
  const authorOf = useAuthors();
  const query = useQuery(listsQuery);
  useLive(
    'people',
    useThrottled(() => void client.invalidateQueries({ queryKey: listsQuery.queryKey }), REFRESH_MS),
  );
  const search = (values.q ?? '').toLowerCase();
  const rows = query.data?.items.filter(({ name, description }) =>
    `${name} ${description}`.toLowerCase().includes(search),
  );
  const create = canWrite && (
    <Button leftSection={<IconPlus size={16} />} onClick={making.open}>
      {t('lists.new')}
    </Button>
  );
  return (
    <Page title={t('shell.nav.lists')} width="full" actions={create}>
      <ListsTabs value="lists" />
      <Group gap="xs" mb="sm">
        <SearchField
          value={values.q ?? ''}
          onChange={(q) => change({ q: q || null })}
          placeholder={t('segments.search')}
        />
      </Group>
      <DataTable<PeopleList>
        fill
        label={t('lists.lists')}
        columns={makeColumns(t, format, authorOf)}
        rows={rows}
        rowKey={(row) => row.id}
        onOpen={(row) => void navigate(`/lists/${row.id}`)}
        error={query.error}
        onRetry={() => void query.refetch()}
        compact={(row) => <CompactRow row={row} format={format} />}
        empty={
          search ? (
            <Empty icon={IconSearchOff} title={t('lists.noneFits')} />
          ) : (
            <Empty icon={IconListDetails} title={t('lists.empty')} text={t('lists.emptyText')} action={create} />
          )
        }
      />
      {isMaking && <NewList onClose={making.close} />}
    </Page>
  );
}

function NewList({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const create = useMutation({
    mutationFn: listsApi.create,
    onSuccess: (list) => {
      refreshLists(client);
      void navigate(`/lists/${list.id}`);
    },
  });
  return (
    <AboutDialog
      title={t('lists.new')}
      action={t('common.create')}
      error={create.error}
      isSaving={create.isPending}
      onSave={create.mutate}
      onClose={onClose}
    />
  );
}

function makeColumns(t: TFunction, format: Format, authorOf: (author: string) => string): Column<PeopleList>[] {
  return [
    {
      key: 'name',
      title: t('segments.name'),
      width: 240,
      render: (row) => (
        <Text component={Link} to={`/lists/${row.id}`} inherit fw={500} truncate display="block" title={row.name}>
          {row.name}
        </Text>
      ),
    },
    {
      key: 'description',
      title: t('segments.description'),
      width: 360,
      render: (row) => (
        <Text span inherit c="dimmed" title={row.description || undefined}>
          {row.description || '—'}
        </Text>
      ),
    },
    {
      key: 'count',
      title: t('segments.people'),
      width: 100,
      align: 'right',
      render: (row) => format.number(row.count),
    },
    { key: 'author', title: t('lists.author'), width: 160, render: (row) => authorOf(row.created_by) || '—' },
    { key: 'created', title: t('lists.created'), width: 130, render: (row) => <Moment at={row.created_at} /> },
  ];
}

function CompactRow({ row, format }: { row: PeopleList; format: Format }) {
  return (
    <>
      <Group gap={8} wrap="nowrap" justify="space-between">
        <Text component={Link} to={`/lists/${row.id}`} fw={500} truncate>
          {row.name}
        </Text>
        <Badge color="gray" style={{ flex: 'none' }}>
          {format.number(row.count)}
        </Badge>
      </Group>
      <Text size="xs" c="dimmed" truncate>
        {row.description || <Moment at={row.created_at} />}
      </Text>
    </>
  );
}

import { Badge, Button, Group, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconListDetails, IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import type { Column } from '@/components/ui/DataTable';
import { Moment } from '@/components/ui/Moment';
import { Empty } from '@/components/ui/states';
import type { PeopleList } from '@/lib/api/lists';
import { useAuthors } from '@/lib/authors';
import { type Format, useFormat } from '@/lib/format';
import { useCan } from '@/lib/session';
import { listsApi, listsQuery, refreshLists } from '../api';
import { AboutDialog } from '../components/AboutDialog';
import { Catalogue } from '../components/Catalogue';

export function Component() {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const canWrite = useCan('segments_write');
  const [isMaking, making] = useDisclosure();
  const authorOf = useAuthors();
  const query = useQuery(listsQuery);
  const create = canWrite && (
    <Button leftSection={<IconPlus size={16} />} onClick={making.open}>
      {t('lists.new')}
    </Button>
  );
  return (
    <>
      <Catalogue
        tab="lists"
        query={query}
        queryKey={listsQuery.queryKey}
        columns={makeColumns(t, format, authorOf)}
        rowKey={(row) => row.id}
        onOpen={(row) => void navigate(`/lists/${row.id}`)}
        compact={(row) => <CompactRow row={row} format={format} />}
        textOf={({ name, description }) => `${name} ${description}`}
        placeholder={t('segments.search')}
        noneFits={t('lists.noneFits')}
        empty={<Empty icon={IconListDetails} title={t('lists.empty')} text={t('lists.emptyText')} action={create} />}
        create={create}
      />
      {isMaking && <NewList onClose={making.close} />}
    </>
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

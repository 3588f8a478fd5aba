import { Group, Text } from '@mantine/core';
import { IconUsers } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { Dash } from '@/components/ui/Dash';
import { type Column, DataTable } from '@/components/ui/DataTable';
import { Moment } from '@/components/ui/Moment';
import { PersonAvatar } from '@/components/ui/PersonAvatar';
import { StageBadge } from '@/components/ui/StageBadge';
import { Empty } from '@/components/ui/states';
import type { PersonRow, Segment } from '@/lib/api/types';
import { type Format, useFormat } from '@/lib/format';
import { personTitle } from '@/lib/person';
import { membersQuery } from '../api';

function Name({ row, t }: { row: PersonRow; t: TFunction }) {
  return (
    <Group gap={10} wrap="nowrap">
      <PersonAvatar id={row.id} name={row.name ?? row.email} isOnline={row.is_online} size={26} />
      <Text component={Link} to={`/people/${row.id}`} inherit fw={500} truncate>
        {personTitle(t, row)}
      </Text>
    </Group>
  );
}

function makeColumns(t: TFunction, format: Format): Column<PersonRow>[] {
  return [
    { key: 'name', title: t('people.column.name'), width: 220, render: (row) => <Name row={row} t={t} /> },
    { key: 'email', title: t('people.column.email'), width: 200, render: (row) => row.email ?? <Dash /> },
    { key: 'phone', title: t('people.column.phone'), width: 140, render: (row) => row.phone ?? <Dash /> },
    { key: 'stage', title: t('people.column.stage'), width: 120, render: (row) => <StageBadge stage={row.stage} /> },
    {
      key: 'revenue',
      title: t('people.column.revenue'),
      width: 110,
      align: 'right',
      render: (row) => (Number(row.revenue) ? format.money(row.revenue) : <Dash />),
    },
    {
      key: 'last_seen',
      title: t('people.column.last_seen'),
      width: 130,
      render: (row) => <Moment at={row.last_seen} />,
    },
  ];
}

/** Everybody in the segment now. */
export function Members({ segment }: { segment: Segment }) {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const list = useInfiniteQuery(membersQuery(segment.id));
  return (
    <div style={{ height: 'min(70vh, 720px)', display: 'flex', flexDirection: 'column' }}>
      <DataTable<PersonRow>
        fill
        label={t('segments.tab.members')}
        columns={makeColumns(t, format)}
        rows={list.data?.pages.flatMap((page) => page.items)}
        rowKey={(row) => row.id}
        onOpen={(row) => void navigate(`/people/${row.id}`)}
        error={list.error}
        onRetry={() => void list.refetch()}
        hasMore={list.hasNextPage && !list.isFetching}
        onMore={() => void list.fetchNextPage()}
        compact={(row) => (
          <>
            <Name row={row} t={t} />
            <Text size="xs" c="dimmed" truncate pl={36}>
              {(row.email ?? row.phone) && `${row.email ?? row.phone} · `}
              <Moment at={row.last_seen} />
            </Text>
          </>
        )}
        empty={<Empty icon={IconUsers} title={t('segments.nobody')} text={t('segments.nobodyText')} />}
      />
    </div>
  );
}

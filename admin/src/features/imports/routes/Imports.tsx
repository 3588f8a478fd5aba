import { Button, Group, Text } from '@mantine/core';
import { IconDatabaseImport, IconPlus } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { type Column, DataTable } from '@/components/ui/DataTable';
import { Moment } from '@/components/ui/Moment';
import { Page } from '@/components/ui/Page';
import { Empty } from '@/components/ui/states';
import type { Import } from '@/lib/api/types';
import { useFormat } from '@/lib/format';
import { useCan } from '@/lib/session';
import { importsQuery } from '../api';
import { StatusBadge } from '../components/StatusBadge';

/** Files brought in, newest first, the running ones moving. */
export function Component() {
  const { t } = useTranslation();
  const { number } = useFormat();
  const navigate = useNavigate();
  const canImport = useCan('imports_write');
  const list = useInfiniteQuery(importsQuery);
  const rows = list.data?.pages.flatMap((page) => page.items);
  const start = canImport && (
    <Button component={Link} to="/imports/new" leftSection={<IconPlus size={16} />}>
      {t('imports.start')}
    </Button>
  );
  const doneOf = (row: Import) =>
    row.total ? t('imports.of', { done: number(row.position), total: number(row.total) }) : number(row.position);
  const columns: Column<Import>[] = [
    {
      key: 'name',
      title: t('imports.file'),
      width: 280,
      render: (row) => (
        <Text component={Link} to={`/imports/${row.id}`} inherit fw={500}>
          {row.name}
        </Text>
      ),
    },
    { key: 'status', title: t('imports.state'), width: 130, render: (row) => <StatusBadge status={row.status} /> },
    { key: 'rows', title: t('imports.rows'), width: 170, align: 'right', render: doneOf },
    {
      key: 'rejected',
      title: t('imports.rejected'),
      width: 120,
      align: 'right',
      render: (row) =>
        row.rejected ? (
          <Text span inherit c="red">
            {number(row.rejected)}
          </Text>
        ) : (
          '0'
        ),
    },
    { key: 'who', title: t('imports.who'), width: 160, render: (row) => row.created_by },
    { key: 'at', title: t('events.when'), width: 130, render: (row) => <Moment at={row.created_at} /> },
  ];
  return (
    <Page title={t('shell.nav.imports')} width="full" actions={start || undefined}>
      <DataTable<Import>
        fill
        label={t('shell.nav.imports')}
        columns={columns}
        rows={rows}
        rowKey={(row) => row.id}
        onOpen={(row) => void navigate(`/imports/${row.id}`)}
        error={list.error}
        onRetry={() => void list.refetch()}
        hasMore={list.hasNextPage && !list.isFetching}
        onMore={() => void list.fetchNextPage()}
        empty={
          <Empty
            icon={IconDatabaseImport}
            title={t('imports.empty')}
            text={t('imports.emptyText')}
            action={start || undefined}
          />
        }
        compact={(row) => (
          <>
            <Group justify="space-between" wrap="nowrap">
              <Text size="sm" fw={500} truncate>
                {row.name}
              </Text>
              <StatusBadge status={row.status} />
            </Group>
            <Text size="xs" c="dimmed">
              {doneOf(row)} · <Moment at={row.created_at} />
            </Text>
          </>
        )}
      />
    </Page>
  );
}

import { Button } from '@mantine/core';
import { IconPlus, IconSend } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { type Column, DataTable } from '@/components/ui/DataTable';
import { Page } from '@/components/ui/Page';
import { Empty } from '@/components/ui/states';
import { useCan } from '@/lib/session';
import { scenariosQuery } from '../../api';
import type { Scenario } from '../../api/types';
import { StatusBadge } from '../../parts/StatusBadge';

/** All messages and scenarios. */
export function Component() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const canWrite = useCan('messages_write');
  const asked = { search: '', status: '', kind: '', channel: '', folder: '', sort: '', desc: false };
  const list = useInfiniteQuery(scenariosQuery(asked));
  const columns: Column<Scenario>[] = [
    { key: 'name', title: t('messages.name'), width: 320, render: (row) => <Link to={placeOf(row)}>{row.name}</Link> },
    { key: 'kind', title: t('messages.kindOf'), width: 120, render: (row) => t(`messages.kind.${row.kind}`) },
    { key: 'status', title: t('messages.statusOf'), width: 120, render: (row) => <StatusBadge status={row.status} /> },
  ];
  const create = canWrite && (
    <Button component={Link} to="/messages/new" leftSection={<IconPlus size={16} />}>
      {t('messages.new')}
    </Button>
  );
  return (
    <Page title={t('shell.nav.messages')} width="full" actions={create}>
      <DataTable<Scenario>
        fill
        label={t('shell.nav.messages')}
        columns={columns}
        rows={list.data?.pages.flatMap((page) => page.items)}
        rowKey={(row) => row.id}
        onOpen={(row) => void navigate(placeOf(row))}
        error={list.error}
        onRetry={() => void list.refetch()}
        hasMore={list.hasNextPage && !list.isFetching}
        onMore={() => void list.fetchNextPage()}
        empty={<Empty icon={IconSend} title={t('messages.empty')} text={t('messages.emptyText')} action={create} />}
      />
    </Page>
  );
}

const placeOf = ({ id, kind }: Scenario): string => (kind === 'chain' ? `/messages/${id}/chain` : `/messages/${id}`);

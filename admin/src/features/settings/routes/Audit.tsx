import { Button, Code, Text } from '@mantine/core';
import { IconListDetails } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type Column, DataTable } from '@/components/ui/DataTable';
import { Moment } from '@/components/ui/Moment';
import { Section } from '@/components/ui/Section';
import { Empty } from '@/components/ui/states';
import type { AuditEntry } from '@/lib/api/types';
import { textOf } from '@/lib/events/sentence';
import { auditQuery } from '../api';

/** Who did what, when, from where. */
export function Component() {
  const { t } = useTranslation();
  const list = useInfiniteQuery(auditQuery);
  const rows = list.data?.pages.flatMap((page) => page.items);
  const actionOf = (row: AuditEntry) =>
    t(`settings.action.${row.action.replace('.', '_') as 'workspace_updated'}`, { defaultValue: row.action });
  const detailsOf = (row: AuditEntry) => {
    const details = Object.entries(row.details).map(([name, value]) => `${name}: ${textOf(value)}`);
    return [row.target, ...details].filter(Boolean).join(' · ');
  };
  const columns: Column<AuditEntry>[] = [
    { key: 'at', title: t('events.when'), width: 130, render: (row) => <Moment at={row.at} as="moment" /> },
    { key: 'who', title: t('settings.who'), width: 170, render: (row) => row.actor_name || row.actor_kind },
    { key: 'what', title: t('settings.what'), width: 210, render: actionOf },
    {
      key: 'details',
      title: t('settings.details'),
      width: 240,
      render: (row) => <Code fz={11}>{detailsOf(row)}</Code>,
    },
    { key: 'ip', title: 'IP', width: 120, render: (row) => row.ip },
  ];
  return (
    <Section title={t('settings.nav.audit')} text={t('settings.auditText')} flush>
      <DataTable<AuditEntry>
        label={t('settings.nav.audit')}
        columns={columns}
        rows={rows}
        rowKey={(row) => row.id}
        error={list.error}
        onRetry={() => void list.refetch()}
        empty={<Empty icon={IconListDetails} title={t('settings.auditEmpty')} />}
        compact={(row) => (
          <>
            <Text size="sm" truncate>
              {actionOf(row)}
            </Text>
            <Text size="xs" c="dimmed" truncate>
              {row.actor_name} · <Moment at={row.at} as="moment" />
            </Text>
          </>
        )}
      />
      {list.hasNextPage && (
        <div style={{ padding: 12 }}>
          <Button
            fullWidth
            variant="default"
            loading={list.isFetchingNextPage}
            onClick={() => void list.fetchNextPage()}
          >
            {t('common.more')}
          </Button>
        </div>
      )}
    </Section>
  );
}

import { Drawer, Stack, Text } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CodeBlock } from '@/components/ui/Code';
import { type Column, DataTable } from '@/components/ui/DataTable';
import { Moment } from '@/components/ui/Moment';
import { Page } from '@/components/ui/Page';
import { Empty } from '@/components/ui/states';
import type { Reject } from '@/lib/api/types';
import { useLive, useThrottled } from '@/lib/live';
import { rejectsQuery } from '../api';
import { EventsTabs } from '../components/EventsTabs';

/** What the doors turned away, with the reason: nothing disappears silently. */
export function Component() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const list = useInfiniteQuery(rejectsQuery);
  const [opened, open] = useState<Reject | null>(null);
  const refresh = useThrottled(() => void client.invalidateQueries({ queryKey: rejectsQuery.queryKey }), 3_000);
  useLive('intake', refresh);
  const rows = list.data?.pages.flatMap((page) => page.items);
  const reasonOf = (row: Reject) => t(`events.reason.${row.reason as 'not_json'}`, { defaultValue: row.reason });
  const columns: Column<Reject>[] = [
    { key: 'at', title: t('events.when'), width: 130, render: (row) => <Moment at={row.at} /> },
    {
      key: 'reason',
      title: t('events.why'),
      width: 280,
      render: (row) => (
        <>
          <Text span inherit fw={500}>
            {reasonOf(row)}
          </Text>
          {row.path && (
            <Text span inherit c="dimmed">
              {' '}
              · {row.path}
            </Text>
          )}
        </>
      ),
    },
    {
      key: 'door',
      title: t('events.door'),
      width: 130,
      render: (row) => t(`card.origin.${row.door as 'browser'}`, { defaultValue: row.door }),
    },
    {
      key: 'item',
      title: t('events.item'),
      width: 380,
      render: (row) => (
        <Text span ff="monospace" fz={12} c="dimmed">
          {row.item}
        </Text>
      ),
    },
  ];
  return (
    <Page title={t('shell.nav.live')} width="full">
      <EventsTabs value="rejects" />
      <Text size="sm" c="dimmed" mb="sm">
        {t('events.rejectsText')}
      </Text>
      <DataTable<Reject>
        fill
        label={t('events.rejects')}
        columns={columns}
        rows={rows}
        rowKey={(row) => row.id}
        onOpen={open}
        error={list.error}
        onRetry={() => void list.refetch()}
        hasMore={list.hasNextPage && !list.isFetching}
        onMore={() => void list.fetchNextPage()}
        empty={<Empty icon={IconCircleCheck} title={t('events.noRejects')} text={t('events.noRejectsText')} />}
        compact={(row) => (
          <>
            <Text size="sm" fw={500} truncate>
              {reasonOf(row)}
            </Text>
            <Text size="xs" c="dimmed" truncate>
              <Moment at={row.at} /> · {row.item}
            </Text>
          </>
        )}
      />
      <Drawer opened={opened !== null} onClose={() => open(null)} size="lg" title={opened && reasonOf(opened)}>
        {opened && (
          <Stack>
            {opened.detail && <Text size="sm">{opened.detail}</Text>}
            <Text size="sm" c="dimmed">
              {opened.path && (
                <>
                  {t('events.place')}: <code>{opened.path}</code> ·{' '}
                </>
              )}
              <Moment at={opened.at} as="exact" />
            </Text>
            <CodeBlock text={opened.item} />
          </Stack>
        )}
      </Drawer>
    </Page>
  );
}

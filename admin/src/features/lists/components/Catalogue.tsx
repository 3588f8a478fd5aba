import { Group } from '@mantine/core';
import { IconSearchOff } from '@tabler/icons-react';
import { type QueryKey, type UseQueryResult, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { type Column, DataTable } from '@/components/ui/DataTable';
import { Page } from '@/components/ui/Page';
import { SearchField } from '@/components/ui/SearchField';
import { Empty } from '@/components/ui/states';
import { useLive, useThrottled } from '@/lib/live';
import { useUrlState } from '@/lib/urlState';
import { ListsTabs } from './ListsTabs';

const REFRESH_MS = 3_000;

interface CatalogueProps<Row> {
  tab: 'lists' | 'tags';
  /** Everything there is; it is read again when people change. */
  query: UseQueryResult<{ items: Row[] }>;
  queryKey: QueryKey;
  columns: Column<Row>[];
  rowKey: (row: Row) => string;
  onOpen: (row: Row) => void;
  compact: (row: Row) => ReactNode;
  /** What is searched in. */
  textOf: (row: Row) => string;
  placeholder: string;
  noneFits: string;
  empty: ReactNode;
  create: ReactNode;
}

/** The page of all lists, or of all tags: searched by words in the address, counts that follow. */
export function Catalogue<Row>(props: CatalogueProps<Row>) {
  const { tab, query, queryKey, columns, rowKey, onOpen, compact, textOf, placeholder, noneFits, empty, create } =
    props;
  const { t } = useTranslation();
  const client = useQueryClient();
  const [values, change] = useUrlState(['q'] as const);
  useLive(
    'people',
    useThrottled(() => void client.invalidateQueries({ queryKey }), REFRESH_MS),
  );
  const search = (values.q ?? '').toLowerCase();
  return (
    <Page title={t('shell.nav.lists')} width="full" actions={create}>
      <ListsTabs value={tab} />
      <Group gap="xs" mb="sm">
        <SearchField value={values.q ?? ''} onChange={(q) => change({ q: q || null })} placeholder={placeholder} />
      </Group>
      <DataTable<Row>
        fill
        label={t(`lists.${tab}`)}
        columns={columns}
        rows={query.data?.items.filter((row) => textOf(row).toLowerCase().includes(search))}
        rowKey={rowKey}
        onOpen={onOpen}
        error={query.error}
        onRetry={() => void query.refetch()}
        compact={compact}
        empty={search ? <Empty icon={IconSearchOff} title={noneFits} /> : empty}
      />
    </Page>
  );
}

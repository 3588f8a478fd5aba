import { Badge, Button, Group, SegmentedControl, Text } from '@mantine/core';
import { IconFilter, IconPlus, IconSearchOff } from '@tabler/icons-react';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { type Column, DataTable, type Sort } from '@/components/ui/DataTable';
import { Moment } from '@/components/ui/Moment';
import { Page } from '@/components/ui/Page';
import { SearchField } from '@/components/ui/SearchField';
import { Empty } from '@/components/ui/states';
import type { Segment } from '@/lib/api/types';
import { type Format, useFormat } from '@/lib/format';
import { useLive, useThrottled } from '@/lib/live';
import { useCan } from '@/lib/session';
import { useUrlState } from '@/lib/urlState';
import { SEGMENTS, type SegmentSort, type SegmentsAsked, segmentsQuery } from '../api';
import { Folders } from '../components/Folders';
import { StatusBadge } from '../components/StatusBadge';

const REFRESH_MS = 5_000;
const SORTS: SegmentSort[] = ['name', 'count', 'updated'];

function sortOf(text: string | undefined): Sort {
  const by = text?.replace(/^-/, '') ?? '';
  return SORTS.some((known) => known === by)
    ? { by, desc: text?.startsWith('-') ?? false }
    : { by: 'name', desc: false };
}

export function Component() {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const client = useQueryClient();
  const canWrite = useCan('segments_write');
  const [values, change] = useUrlState(['q', 'folder', 'status', 'sort'] as const);
  const sort = sortOf(values.sort);
  const asked: SegmentsAsked = {
    search: values.q ?? '',
    folder_id: values.folder ?? '',
    status: values.status ?? '',
    sort: sort.by as SegmentSort,
    desc: sort.desc,
  };
  const list = useInfiniteQuery(segmentsQuery(asked));
  useLive(
    'segments',
    useThrottled(() => void client.invalidateQueries({ queryKey: [...SEGMENTS, 'list'] }), REFRESH_MS),
  );
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.items), [list.data]);
  const isRussian = i18n.language === 'ru';
  const columns = makeColumns(t, format, isRussian);
  const isFiltered = Boolean(values.q || values.folder || values.status);
  // Nothing to look through yet.
  const isNew = rows?.length === 0 && !isFiltered;
  const create = canWrite && (
    <Button
      component={Link}
      to={values.folder && values.folder !== '0' ? `/segments/new?folder=${values.folder}` : '/segments/new'}
      leftSection={<IconPlus size={16} />}
    >
      {t('segments.new')}
    </Button>
  );
  return (
    <Page title={t('shell.nav.segments')} width="full" actions={isNew ? undefined : create}>
      {!isNew && (
        <Group gap="xs" mb="xs">
          <SearchField
            value={asked.search}
            onChange={(q) => change({ q: q || null })}
            placeholder={t('segments.search')}
          />
          <SegmentedControl
            size="xs"
            aria-label={t('segments.status')}
            value={asked.status}
            onChange={(status) => change({ status: status || null })}
            data={[
              { value: '', label: t('common.all') },
              { value: 'live', label: t('segments.statuses.live') },
              { value: 'paused', label: t('segments.statuses.paused') },
            ]}
          />
        </Group>
      )}
      {!isNew && <Folders chosen={asked.folder_id} onChoose={(folder) => change({ folder: folder || null })} />}
      <DataTable<Segment>
        fill
        label={t('shell.nav.segments')}
        columns={columns}
        rows={rows}
        rowKey={(row) => row.id}
        onOpen={(row) => void navigate(`/segments/${row.id}`)}
        sort={sort}
        onSort={({ by, desc }) => change({ sort: `${desc ? '-' : ''}${by}` })}
        error={list.error}
        onRetry={() => void list.refetch()}
        hasMore={list.hasNextPage && !list.isFetching}
        onMore={() => void list.fetchNextPage()}
        compact={(row) => <CompactRow row={row} format={format} isRussian={isRussian} />}
        empty={
          isFiltered ? (
            <Empty
              icon={IconSearchOff}
              title={t('segments.noneFits')}
              action={
                <Button variant="default" onClick={() => change({ q: null, folder: null, status: null })}>
                  {t('people.clearFilters')}
                </Button>
              }
            />
          ) : (
            <Empty icon={IconFilter} title={t('segments.empty')} text={t('segments.emptyText')} action={create} />
          )
        }
      />
    </Page>
  );
}

function makeColumns(t: TFunction, format: Format, isRussian: boolean): Column<Segment>[] {
  return [
    {
      key: 'name',
      title: t('segments.name'),
      width: 240,
      isSortable: true,
      render: (row) => (
        <Text component={Link} to={`/segments/${row.id}`} inherit fw={500} truncate display="block" title={row.name}>
          {row.name}
        </Text>
      ),
    },
    {
      key: 'words',
      title: t('segments.who'),
      width: 420,
      render: (row) => (
        <Text span inherit c="dimmed" title={row.description || undefined}>
          {isRussian ? row.words.ru : row.words.en}
        </Text>
      ),
    },
    {
      key: 'count',
      title: t('segments.people'),
      width: 100,
      align: 'right',
      isSortable: true,
      render: (row) => format.number(row.count),
    },
    { key: 'status', title: t('segments.status'), width: 130, render: (row) => <StatusBadge segment={row} /> },
    {
      key: 'updated',
      title: t('segments.updated'),
      width: 130,
      isSortable: true,
      render: (row) => <Moment at={row.updated_at} />,
    },
  ];
}

function CompactRow({ row, format, isRussian }: { row: Segment; format: Format; isRussian: boolean }) {
  return (
    <>
      <Group gap={8} wrap="nowrap" justify="space-between">
        <Text component={Link} to={`/segments/${row.id}`} fw={500} truncate>
          {row.name}
        </Text>
        <Badge color="gray" style={{ flex: 'none' }}>
          {format.number(row.count)}
        </Badge>
      </Group>
      <Text size="xs" c="dimmed" truncate>
        {isRussian ? row.words.ru : row.words.en}
      </Text>
    </>
  );
}

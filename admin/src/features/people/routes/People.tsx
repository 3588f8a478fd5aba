import { Button, Skeleton, Text } from '@mantine/core';
import { IconDownload, IconSearchOff, IconUsers } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { MOST_CHOSEN } from '@/components/bulk/api';
import { BulkMenu } from '@/components/bulk/BulkMenu';
import { BulkProgress } from '@/components/bulk/BulkProgress';
import { useStageNames } from '@/components/scoring/saved';
import { DataTable, type Sort } from '@/components/ui/DataTable';
import { Page } from '@/components/ui/Page';
import { Empty } from '@/components/ui/states';
import { useToasts } from '@/components/ui/toast';
import type { PeopleQuery, PersonRow, Stage } from '@/lib/api/types';
import type { Condition } from '@/lib/conditions/language';
import { readFilter } from '@/lib/conditions/url';
import { saveFile } from '@/lib/download';
import { useFormat } from '@/lib/format';
import { useLive, useThrottled } from '@/lib/live';
import { personTitle } from '@/lib/person';
import { usePreference } from '@/lib/preferences';
import { useCan } from '@/lib/session';
import { useUrlState } from '@/lib/urlState';
import { exportPeople, peopleQuery } from '../api';
import { CompactRow, chosenColumns, isOwn, makeColumns } from '../columns';
import { ChosenBar } from '../components/ChosenBar';
import { ColumnChooser } from '../components/ColumnChooser';
import { Filters } from '../components/Filters';
import classes from '../people.module.css';

/** The constructor of conditions is a chunk of its own: the list does not wait for it. */
const FilterPanel = lazy(() => import('../components/FilterPanel'));

const REFRESH_MS = 3_000;
const DEFAULT_SORT: Sort = { by: 'last_seen', desc: true };
const STAGES = new Set(['visitor', 'lead', 'user']);
/** The tab of those who have bought, as a condition: it goes together with any other. */
const BUYERS: Condition = { property: '$orders_count', op: 'gte', value: 1 };

function together(one: Condition | null, other: Condition | null): Condition | null {
  return one && other ? { all: [one, other] } : (one ?? other);
}

function parseSort(text: string | undefined): Sort {
  if (!text) return DEFAULT_SORT;
  return text.startsWith('-') ? { by: text.slice(1), desc: true } : { by: text, desc: false };
}

function usePeople() {
  const [values, change] = useUrlState(['q', 'stage', 'online', 'today', 'sort', 'filter'] as const);
  const [stored, isKnown, saveColumns] = usePreference('people.columns');
  const columns = useMemo(() => chosenColumns(stored), [stored]);
  const sort = useMemo(() => parseSort(values.sort), [values.sort]);
  const filter = useMemo(() => readFilter(values.filter), [values.filter]);
  const asked = useMemo(() => together(values.stage === 'buyer' ? BUYERS : null, filter), [values.stage, filter]);
  const query = useMemo<PeopleQuery>(() => {
    const properties = columns.filter((key) => !isOwn(key));
    return {
      sort,
      ...(values.q && { search: values.q }),
      ...(values.stage && STAGES.has(values.stage) && { stage: values.stage as Stage }),
      ...(values.online === '1' && { online: true }),
      ...((values.today === 'visitors' || values.today === 'leads') && { today: values.today }),
      ...(properties.length > 0 && { columns: properties }),
      ...(asked !== null && { filter: asked }),
    };
  }, [columns, sort, asked, values.q, values.stage, values.online, values.today]);
  const list = useInfiniteQuery({ ...peopleQuery(query), enabled: isKnown });
  return { values, change, columns, saveColumns, sort, query, list, filter, asked };
}

const NOBODY: ReadonlySet<string> = new Set();

/** Whom somebody has chosen of a list; another question begins with nobody. */
function useChosen(query: PeopleQuery) {
  const { sort: _order, columns: _shown, ...asked } = query;
  const question = JSON.stringify(asked);
  const [state, keep] = useState({ question, chosen: NOBODY });
  const chosen = state.question === question ? state.chosen : NOBODY;
  return [chosen, (next: ReadonlySet<string>) => keep({ question, chosen: next })] as const;
}

export function Component() {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const client = useQueryClient();
  const { values, change, columns, saveColumns, sort, query, list, filter, asked } = usePeople();
  const [isEditing, edit] = useState(false);
  const canAct = useCan('segments_write');
  const [chosen, choose] = useChosen(query);
  const applyFilter = useCallback(
    (next: Condition | null) => change({ filter: next && JSON.stringify(next) }),
    [change],
  );
  const refresh = useThrottled(() => void client.invalidateQueries({ queryKey: ['people', 'list'] }), REFRESH_MS);
  // A list somebody has scrolled down, or chooses from, would jump under his hand.
  const isStill = chosen.size > 0 || (list.data?.pages.length ?? 0) > 1;
  useLive(isStill ? null : 'people', refresh);
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.items), [list.data]);
  const total = list.data?.pages[0]?.total;
  const stageOf = useStageNames(columns.includes('$stage'));
  const shown = makeColumns(t, format, columns, stageOf);
  // A quick filter beside the condition shows only a part of those whom the condition is about.
  const isWhole = !(values.q || (values.stage && values.stage !== 'buyer') || values.online || values.today);
  const isFiltered = Boolean(values.q || values.stage || values.online || values.today || filter);
  return (
    <Page
      title={t('shell.nav.people')}
      width="full"
      note={
        total !== undefined && (
          <Text c="dimmed" size="sm" className="tnum">
            {t('common.people', { count: total, formatted: format.number(total) })}
          </Text>
        )
      }
      actions={
        <>
          {asked !== null && isWhole && <BulkMenu audience={{ filter: asked }} count={total} />}
          <ExportButton query={query} />
          <ColumnChooser chosen={columns} onChange={saveColumns} />
        </>
      }
    >
      <BulkProgress />
      <Filters
        values={values}
        onChange={change}
        isFiltering={isEditing || filter !== null}
        onFilter={() => edit(!isEditing)}
      />
      {(isEditing || filter !== null) && (
        <Suspense fallback={<Skeleton height={64} mb="sm" radius="lg" />}>
          <FilterPanel filter={filter} isOpen={isEditing} onOpen={edit} onChange={applyFilter} />
        </Suspense>
      )}
      <div className={classes.list}>
        <DataTable<PersonRow>
          fill
          label={t('shell.nav.people')}
          columns={shown}
          rows={rows}
          rowKey={(row) => row.id}
          {...(canAct && {
            choosing: { chosen, onChange: choose, nameOf: (row: PersonRow) => personTitle(t, row), most: MOST_CHOSEN },
          })}
          onOpen={(row) => void navigate(`/people/${row.id}`)}
          compact={(row) => <CompactRow row={row} t={t} format={format} />}
          sort={sort}
          onSort={({ by, desc }) => change({ sort: `${desc ? '-' : ''}${by}` })}
          error={list.error}
          onRetry={() => void list.refetch()}
          hasMore={list.hasNextPage && !list.isFetching}
          onMore={() => void list.fetchNextPage()}
          empty={
            <NobodyFound
              isFiltered={isFiltered}
              onClear={() => change({ q: null, stage: null, online: null, today: null, filter: null })}
            />
          }
        />
        <ChosenBar chosen={chosen} onClear={() => choose(NOBODY)} />
      </div>
    </Page>
  );
}

function NobodyFound({ isFiltered, onClear }: { isFiltered: boolean; onClear: () => void }) {
  const { t } = useTranslation();
  if (isFiltered) {
    return (
      <Empty
        icon={IconSearchOff}
        title={t('people.nobodyFits')}
        text={t('people.nobodyFitsText')}
        action={
          <Button variant="default" onClick={onClear}>
            {t('people.clearFilters')}
          </Button>
        }
      />
    );
  }
  const actions = (
    <>
      <Button component={Link} to="/install">
        {t('overview.install')}
      </Button>
      <Button component={Link} to="/imports/new" variant="default">
        {t('people.import')}
      </Button>
    </>
  );
  return <Empty icon={IconUsers} title={t('people.empty')} text={t('people.emptyText')} action={actions} />;
}

function ExportButton({ query }: { query: PeopleQuery }) {
  const { t } = useTranslation();
  const toasts = useToasts();
  const canExport = useCan('people_export');
  const run = useMutation({
    mutationFn: () => exportPeople(query),
    onSuccess: (blob) => saveFile(blob, 'people.csv'),
    onError: toasts.failed,
  });
  if (!canExport) return null;
  return (
    <Button
      variant="default"
      visibleFrom="xs"
      leftSection={<IconDownload size={16} stroke={1.7} />}
      loading={run.isPending}
      onClick={() => run.mutate()}
    >
      {t('people.export')}
    </Button>
  );
}

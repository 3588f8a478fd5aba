import { Button, Select } from '@mantine/core';
import { IconDownload, IconMailOff, IconPlus, IconSearchOff } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DataTable } from '@/components/ui/DataTable';
import { Page } from '@/components/ui/Page';
import { SearchField } from '@/components/ui/SearchField';
import { Empty } from '@/components/ui/states';
import { useFormat } from '@/lib/format';
import { useCan } from '@/lib/session';
import { useUrlState } from '@/lib/urlState';
import { type Suppressed, suppressedCsv, suppressedQuery } from '../api';
import { AddDialog } from '../suppressed/AddDialog';
import { Compact, useColumns } from '../suppressed/columns';
import classes from '../suppressed/suppressed.module.css';
import { TakeOffDialog } from '../suppressed/TakeOffDialog';

const LetterModal = lazy(() => import('@/components/messages/LetterModal'));
const REASONS = ['bounced', 'complained', 'passing', 'manual'] as const;

/** Addresses that get no letters: why, since when, by what; more by hand or file, and back off the list. */
export function Component() {
  const { t } = useTranslation();
  const { number } = useFormat();
  const canWrite = useCan('messages_write');
  const mayExport = useCan('people_export');
  const [{ q = '', reason = '' }, change] = useUrlState(['q', 'reason'] as const);
  const query = useInfiniteQuery(suppressedQuery(q, reason));
  const [isAdding, setAdding] = useState(false);
  const [leaving, takeOff] = useState<Suppressed | null>(null);
  const [letter, show] = useState<number | null>(null);
  const columns = useColumns({ canWrite, onTakeOff: takeOff, onLetter: show });
  const pages = query.data?.pages;
  const counts = pages?.[0]?.counts ?? {};
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const isNew = pages !== undefined && all === 0;
  const add = canWrite && (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setAdding(true)}>
      {t('sending.list.add')}
    </Button>
  );
  return (
    <Page
      title={t('sending.list.title')}
      width="full"
      actions={
        !isNew && (
          <>
            {mayExport && (
              <Button variant="default" component="a" href={suppressedCsv()} leftSection={<IconDownload size={16} />}>
                {t('sending.list.csv')}
              </Button>
            )}
            {add}
          </>
        )
      }
    >
      {!isNew && (
        <div className={classes.filters}>
          <SearchField
            value={q}
            onChange={(next) => change({ q: next || null })}
            placeholder={t('sending.list.search')}
          />
          <Select
            w={240}
            clearable
            aria-label={t('sending.list.why')}
            placeholder={`${t('sending.list.why')}: ${t('sending.list.all')}`}
            value={reason || null}
            onChange={(next) => change({ reason: next })}
            data={REASONS.map((value) => ({
              value,
              label: `${t(`sending.list.reason.${value}`)} · ${number(counts[value] ?? 0)}`,
            }))}
          />
        </div>
      )}
      <DataTable<Suppressed>
        fill
        label={t('sending.list.title')}
        columns={columns}
        rows={pages?.flatMap(({ items }) => items)}
        rowKey={({ id }) => id}
        error={query.error}
        onRetry={() => void query.refetch()}
        hasMore={query.hasNextPage}
        onMore={() => !query.isFetchingNextPage && void query.fetchNextPage()}
        compact={(row) => <Compact row={row} canWrite={canWrite} onTakeOff={takeOff} onLetter={show} />}
        empty={
          isNew ? (
            <Empty icon={IconMailOff} title={t('sending.list.empty')} text={t('sending.list.emptyText')} action={add} />
          ) : (
            <Empty
              icon={IconSearchOff}
              title={t('sending.list.noneFits')}
              action={
                <Button variant="default" onClick={() => change({ q: null, reason: null })}>
                  {t('sending.list.clear')}
                </Button>
              }
            />
          )
        }
      />
      {isAdding && <AddDialog onClose={() => setAdding(false)} />}
      {leaving && <TakeOffDialog row={leaving} onClose={() => takeOff(null)} />}
      {letter !== null && (
        <Suspense>
          <LetterModal send={letter} hasCard onClose={() => show(null)} />
        </Suspense>
      )}
    </Page>
  );
}

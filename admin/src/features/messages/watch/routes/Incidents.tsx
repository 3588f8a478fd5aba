import { Badge, Drawer, Group, SegmentedControl, Text } from '@mantine/core';
import { IconActivityHeartbeat, IconSearchOff } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { type Column, DataTable } from '@/components/ui/DataTable';
import { Moment } from '@/components/ui/Moment';
import { Page } from '@/components/ui/Page';
import { Empty, Failure, Lines } from '@/components/ui/states';
import { useUrlState } from '@/lib/urlState';
import { type Incident, incidentQuery, incidentsQuery, type State } from '../api';
import { IncidentView } from '../IncidentView';
import { useIncidentWords } from '../useIncidentWords';

const STATES = ['open', 'ended', 'all'] as const;

/** What left its usual range: now, or earlier. */
export function Component() {
  const { t } = useTranslation();
  const [values, change] = useUrlState(['state', 'incident'] as const);
  const state: State = STATES.find((known) => known === values.state) ?? 'open';
  const query = useInfiniteQuery(incidentsQuery(state));
  const rows = query.data?.pages.flatMap(({ items }) => items);
  return (
    <Page title={t('watch.title')} width="full">
      <Group gap="xs" mb="xs">
        <SegmentedControl
          size="xs"
          aria-label={t('watch.which')}
          value={state}
          onChange={(next) => change({ state: next === 'open' ? null : next })}
          data={STATES.map((value) => ({ value, label: t(`watch.state.${value}`) }))}
        />
      </Group>
      <DataTable<Incident>
        fill
        label={t('watch.title')}
        columns={columnsOf(t)}
        rows={rows}
        rowKey={({ id }) => id}
        onOpen={({ id }) => change({ incident: id })}
        error={query.error}
        onRetry={() => void query.refetch()}
        {...(query.hasNextPage && { onMore: () => void query.fetchNextPage() })}
        compact={(row) => <Compact incident={row} />}
        empty={
          state === 'ended' ? (
            <Empty icon={IconSearchOff} title={t('watch.noneEnded')} />
          ) : (
            <Empty icon={IconActivityHeartbeat} title={t('watch.none')} text={t('watch.noneText')} />
          )
        }
      />
      {values.incident && <One id={values.incident} onClose={() => change({ incident: null })} />}
    </Page>
  );
}

function columnsOf(t: TFunction): Column<Incident>[] {
  return [
    {
      key: 'name',
      title: t('watch.where'),
      width: 280,
      render: (row) => (
        <Text span inherit fw={500} truncate title={nameOf(row)}>
          {nameOf(row)}
        </Text>
      ),
    },
    { key: 'what', title: t('watch.what'), width: 200, render: (row) => <Kind incident={row} /> },
    { key: 'range', title: t('watch.figures'), width: 520, render: (row) => <Range incident={row} /> },
    { key: 'began', title: t('watch.began'), width: 130, render: ({ began_at }) => <Moment at={began_at} /> },
  ];
}

/** Of a pool of promo codes the step is its name. */
const nameOf = ({ scenario, node }: Incident): string => scenario || node;

function Kind({ incident }: { incident: Incident }) {
  const { what } = useIncidentWords(incident);
  return (
    <Badge color={incident.ended_at ? 'gray' : 'orange'} variant="light">
      {what}
    </Badge>
  );
}

function Range({ incident }: { incident: Incident }) {
  const { range } = useIncidentWords(incident);
  return (
    <Text span inherit c="dimmed" title={range}>
      {range}
    </Text>
  );
}

function Compact({ incident }: { incident: Incident }) {
  const { what, range } = useIncidentWords(incident);
  return (
    <>
      <Group gap={8} wrap="nowrap" justify="space-between">
        <Text fw={500} truncate>
          {nameOf(incident)}
        </Text>
        <Text size="xs" c="dimmed" style={{ flex: 'none' }}>
          <Moment at={incident.began_at} />
        </Text>
      </Group>
      <Text size="xs" c="dimmed" truncate mt={2}>
        {what} · {range}
      </Text>
    </>
  );
}

function One({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation();
  const query = useQuery(incidentQuery(id));
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="lg"
      title={query.data ? <Title incident={query.data} /> : t('watch.title')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      {query.error && !query.data ? (
        <Failure error={query.error} onRetry={() => void query.refetch()} />
      ) : query.data ? (
        <IncidentView incident={query.data} withLinks onLearned={onClose} />
      ) : (
        <Lines count={6} />
      )}
    </Drawer>
  );
}

function Title({ incident }: { incident: Incident }) {
  const { what } = useIncidentWords(incident);
  return (
    <>
      {nameOf(incident)}: {what.toLowerCase()}
    </>
  );
}

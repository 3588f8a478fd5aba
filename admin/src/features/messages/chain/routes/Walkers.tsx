import { Anchor, Button, Group, Menu, Select, Text } from '@mantine/core';
import { IconArrowLeft, IconArrowMoveDown, IconUserOff, IconWalk } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { type Column, DataTable } from '@/components/ui/DataTable';
import { Moment } from '@/components/ui/Moment';
import { Page } from '@/components/ui/Page';
import { PersonAvatar } from '@/components/ui/PersonAvatar';
import { Empty, Failure, Lines } from '@/components/ui/states';
import { useToasts } from '@/components/ui/toast';
import { leadsNowhere } from '@/lib/api/errors';
import { useCan } from '@/lib/session';
import { useUrlState } from '@/lib/urlState';
import { SCENARIOS, scenarioQuery } from '../../api';
import type { ScenarioDetails } from '../../api/types';
import { Progress } from '../../mailing/Progress';
import { StatusBadge } from '../../parts/StatusBadge';
import { Gone } from '../Gone';
import { readSaved } from '../graph/model';
import { outlineOf } from '../graph/outline';
import { type Titles, useTitles } from '../useTitles';
import { MOST, type Walker, walkersApi, walkersQuery } from '../walkers/api';
import { Log } from '../walkers/Log';

const REFRESH_MS = 10_000;

export function Component() {
  const { id = '' } = useParams();
  const query = useQuery(scenarioQuery(id));
  if (leadsNowhere(query.error)) return <Gone />;
  if (query.data) return <People scenario={query.data} />;
  return (
    <Page title="">
      {query.error ? <Failure error={query.error} onRetry={() => void query.refetch()} /> : <Lines count={8} />}
    </Page>
  );
}

const nameOf = (t: TFunction, { person }: Walker): string =>
  person.name || person.email || person.phone || t('chain.walk.nameless', { id: person.id });

function People({ scenario }: { scenario: ScenarioDetails }) {
  const { t } = useTranslation();
  const [values, change] = useUrlState(['node'] as const);
  const node = values.node ?? '';
  const graph = useMemo(() => readSaved(scenario.graph), [scenario.graph]);
  const titles = useTitles(graph);
  const canWrite = useCan('messages_write');
  const [chosen, choose] = useState<ReadonlySet<string>>(new Set());
  const [open, setOpen] = useState<Walker | null>(null);
  const query = useInfiniteQuery({ ...walkersQuery(scenario.id, node), refetchInterval: REFRESH_MS });
  const rows = query.data?.pages.flatMap((page) => page.items);
  const steps = outlineOf(graph).flatMap(({ what, name }) => (what === 'step' && name !== null ? [name] : []));
  const there = rows?.filter(({ run_id }) => chosen.has(run_id)) ?? [];
  return (
    <Page
      title={t('chain.walk.title')}
      note={<StatusBadge status={scenario.status} />}
      actions={
        <Button
          component={Link}
          to={`/messages/${scenario.id}/chain`}
          variant="default"
          leftSection={<IconArrowLeft size={16} />}
        >
          {t('chain.walk.toChain')}
        </Button>
      }
    >
      <Progress scenario={scenario} canWrite={canWrite} />
      <Group mb="sm" gap="sm">
        <Text fw={600}>{scenario.name}</Text>
        <Select
          searchable
          clearable
          aria-label={t('chain.walk.step')}
          placeholder={t('chain.walk.all')}
          w={{ base: '100%', xs: 340 }}
          data={steps.map((name) => ({
            value: name,
            label: `${titles.of(name).title}${scenario.waiting[name] ? ` · ${scenario.waiting[name]}` : ''}`,
          }))}
          value={node || null}
          onChange={(next) => change({ node: next })}
        />
        {there.length > 0 && (
          <Chosen scenario={scenario} chosen={there} steps={steps} titles={titles} onDone={() => choose(new Set())} />
        )}
      </Group>
      <DataTable
        fill
        label={t('chain.walk.title')}
        columns={columnsOf(t, titles, setOpen)}
        rows={rows}
        rowKey={({ run_id }) => run_id}
        compact={(row) => <Compact row={row} titles={titles} onLog={setOpen} />}
        error={query.error}
        onRetry={() => void query.refetch()}
        empty={<Empty icon={IconWalk} title={t('chain.walk.nobody')} text={t('chain.walk.nobodyText')} />}
        hasMore={query.hasNextPage}
        onMore={() => void query.fetchNextPage()}
        {...(canWrite && {
          choosing: { chosen, onChange: choose, nameOf: (row: Walker) => nameOf(t, row), most: MOST },
        })}
      />
      {open && <Log walker={open} name={nameOf(t, open)} titles={titles} onClose={() => setOpen(null)} />}
    </Page>
  );
}

function Who({ row }: { row: Walker }) {
  const { t } = useTranslation();
  return (
    <Group gap={8} wrap="nowrap">
      <PersonAvatar id={row.person.id} name={nameOf(t, row)} isOnline={false} size={24} />
      <Anchor component={Link} to={`/people/${row.person.id}`} size="sm" fw={500} truncate c="inherit">
        {nameOf(t, row)}
      </Anchor>
    </Group>
  );
}

function Waits({ row }: { row: Walker }) {
  const { t } = useTranslation();
  const word = (['time', 'event', 'send'] as const).find((each) => each === row.waits);
  return (
    <Text span size="sm">
      {word ? t(`chain.walk.what.${word}`) : '—'}
      {row.due_at && (
        <Text span size="sm" c="dimmed">
          {' · '}
          <Moment at={row.due_at} />
        </Text>
      )}
    </Text>
  );
}

function columnsOf(t: TFunction, titles: Titles, onLog: (row: Walker) => void): Column<Walker>[] {
  return [
    { key: 'person', title: t('chain.walk.person'), width: 260, render: (row) => <Who row={row} /> },
    {
      key: 'node',
      title: t('chain.walk.step'),
      width: 300,
      render: (row) => (
        <Anchor
          component="button"
          type="button"
          size="sm"
          truncate
          maw={290}
          ta="start"
          c="inherit"
          onClick={() => onLog(row)}
        >
          {titles.of(row.node).title || '—'}
        </Anchor>
      ),
    },
    { key: 'waits', title: t('chain.walk.waits'), width: 220, render: (row) => <Waits row={row} /> },
    { key: 'since', title: t('chain.walk.since'), width: 150, render: (row) => <Moment at={row.entered_at} /> },
  ];
}

function Compact({ row, titles, onLog }: { row: Walker; titles: Titles; onLog: (row: Walker) => void }) {
  return (
    <>
      <Who row={row} />
      <Group gap={8} wrap="nowrap" mt={4}>
        <Anchor component="button" type="button" size="xs" truncate maw={190} ta="start" onClick={() => onLog(row)}>
          {titles.of(row.node).title || '—'}
        </Anchor>
        <Waits row={row} />
      </Group>
    </>
  );
}

interface ChosenProps {
  scenario: ScenarioDetails;
  chosen: readonly Walker[];
  steps: readonly string[];
  titles: Titles;
  onDone: () => void;
}

/** What is done with those who are chosen. A move has its way back: those who were at one step go there again. */
function Chosen({ scenario, chosen, steps, titles, onDone }: ChosenProps) {
  const { t } = useTranslation();
  const toasts = useToasts();
  const client = useQueryClient();
  const { id } = scenario;
  const refresh = (): void => void client.invalidateQueries({ queryKey: SCENARIOS });
  const runs = chosen.map(({ run_id }) => run_id);
  const back = async (): Promise<void> => {
    for (const node of new Set(chosen.map((walker) => walker.node))) {
      const some = chosen.filter((walker) => walker.node === node);
      await walkersApi.move(
        id,
        some.map(({ run_id }) => run_id),
        node,
      );
    }
    refresh();
  };
  const move = useMutation({
    mutationFn: (node: string) => walkersApi.move(id, runs, node),
    onSuccess: ({ changed }) => {
      onDone();
      toasts.undoable(t('chain.walk.moved', { count: changed }), () => void back().catch(toasts.failed));
    },
    onError: toasts.failed,
    onSettled: refresh,
  });
  const remove = useMutation({
    mutationFn: () => walkersApi.remove(id, runs),
    onSuccess: ({ changed }) => {
      onDone();
      toasts.done(t('chain.walk.removed', { count: changed }));
    },
    onError: toasts.failed,
    onSettled: refresh,
  });
  return (
    <Group gap="xs">
      <Text size="sm" fw={500}>
        {t('chain.walk.chosen', { count: chosen.length })}
      </Text>
      <Menu width={320} position="bottom-start">
        <Menu.Target>
          <Button
            size="compact-md"
            variant="default"
            leftSection={<IconArrowMoveDown size={15} />}
            loading={move.isPending}
          >
            {t('chain.walk.move')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown mah={360} style={{ overflowY: 'auto' }}>
          {steps.map((name) => (
            <Menu.Item key={name} onClick={() => move.mutate(name)}>
              {titles.of(name).title}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <Button
        size="compact-md"
        variant="default"
        color="red"
        leftSection={<IconUserOff size={15} />}
        loading={remove.isPending}
        onClick={() => remove.mutate()}
      >
        {t('chain.walk.remove')}
      </Button>
    </Group>
  );
}

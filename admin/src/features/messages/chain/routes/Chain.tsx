import { ActionIcon, Button, Drawer, Group, Menu, SegmentedControl, Select, Text, Tooltip } from '@mantine/core';
import { useDisclosure, useMediaQuery } from '@mantine/hooks';
import {
  IconActivityHeartbeat,
  IconArrowBackUp,
  IconArrowForwardUp,
  IconChartBar,
  IconHourglass,
  IconPlayerPlay,
  IconTargetArrow,
  IconUsers,
} from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { MoreMenu } from '@/components/ui/MoreMenu';
import { Page } from '@/components/ui/Page';
import { Failure, Lines } from '@/components/ui/states';
import { useToasts } from '@/components/ui/toast';
import { ApiError, leadsNowhere } from '@/lib/api/errors';
import { useCan } from '@/lib/session';
import { useUrlState } from '@/lib/urlState';
import { SCENARIOS, scenarioQuery, scenariosApi } from '../../api';
import type { ScenarioDetails } from '../../api/types';
import { MessageName } from '../../contents/name';
import { StatusItems } from '../../editor/StatusItems';
import { useStatusActions } from '../../editor/useStatusActions';
import { StatusBadge } from '../../parts/StatusBadge';
import { RehearsalDrawer } from '../../rehearsal/Rehearsal';
import { PERIODS, type PeriodName } from '../../report/useAsked';
import { WatchNote } from '../../watch/WatchNote';
import { WatchSettings } from '../../watch/WatchSettings';
import { AddStep } from '../AddStep';
import { Canvas } from '../Canvas';
import classes from '../chain.module.css';
import { FaultList } from '../FaultList';
import { Gone } from '../Gone';
import { Panel } from '../Panel';
import { Publish } from '../Publish';
import { StepList } from '../StepList';
import { type Chain, useChain } from '../useChain';
import { useChainKeys } from '../useChainKeys';
import { useFigures } from '../useFigures';
import { useWorkState } from '../useWorkState';
import { type Work, WorkContext } from '../work';

const PHONE = '(max-width: 760px)';
const NARROW = '(max-width: 1100px)';
const VIEW = 'otklik.chain.view';
/** So often the figures of a running chain are read again. */
const REFRESH_MS = 15_000;

export function Component() {
  const { id = '' } = useParams();
  const query = useQuery({ ...scenarioQuery(id), refetchInterval: REFRESH_MS });
  if (leadsNowhere(query.error)) return <Gone />;
  if (query.data) return <Builder key={query.data.id} scenario={query.data} />;
  return (
    <Page title="">
      {query.error ? <Failure error={query.error} onRetry={() => void query.refetch()} /> : <Lines count={8} />}
    </Page>
  );
}

function Builder({ scenario }: { scenario: ScenarioDetails }) {
  const { t } = useTranslation();
  const isPhone = useMediaQuery(PHONE, false, { getInitialValueInEffect: false });
  const isNarrow = useMediaQuery(NARROW, false, { getInitialValueInEffect: false });
  const [view, setView] = useState(() => localStorage.getItem(VIEW) ?? 'canvas');
  const isAllowed = useCan('messages_write');
  const canWrite = isAllowed && scenario.status !== 'archived';
  const chain = useChain(scenario, canWrite);
  const [values, change] = useUrlState(['period'] as const);
  const period = PERIODS.find((each) => each === values.period) ?? 'all';
  const figures = useFigures(scenario, period);
  const { work, adding, stopAdding, insert, go } = useWorkState(chain, scenario, canWrite, figures);
  const isList = isPhone || view === 'list';
  useChainKeys(work, chain);
  const choose = (next: string): void => {
    setView(next);
    localStorage.setItem(VIEW, next);
  };
  return (
    <WorkContext value={work}>
      <MessageName value={scenario.name}>
        <Page
          width="full"
          title={scenario.name}
          note={<StatusBadge status={scenario.status} />}
          actions={<Actions scenario={scenario} chain={chain} work={work} />}
        >
          {scenario.status === 'active' && <WatchNote id={scenario.id} />}
          <div className={classes.frame}>
            <div className={classes.stage}>
              <div className={classes.tools}>
                {!isPhone && (
                  <SegmentedControl
                    size="xs"
                    aria-label={t('chain.view')}
                    value={isList ? 'list' : 'canvas'}
                    onChange={choose}
                    data={[
                      { value: 'canvas', label: t('chain.viewCanvas') },
                      { value: 'list', label: t('chain.viewList') },
                    ]}
                  />
                )}
                {work.hasFigures && <Period period={period} onChange={(next) => change({ period: next })} />}
                {canWrite && <Undo chain={chain} />}
                <SavingWords chain={chain} />
                <FaultList />
              </div>
              <MovingBar work={work} />
              {isList ? <StepList /> : <Canvas />}
            </div>
            {isNarrow ? (
              <Drawer
                opened={work.selected !== null}
                onClose={() => work.select(null)}
                position="right"
                size={isPhone ? '100%' : 520}
                withCloseButton={false}
                padding={0}
                aria-label={t('chain.step')}
              >
                <Panel chain={chain} isWhole />
              </Drawer>
            ) : (
              <Panel chain={chain} isWhole={false} />
            )}
          </div>
          {adding && (
            <AddStep
              graph={chain.graph}
              titles={work.titles}
              from={adding.from}
              hasClip={work.clip !== null}
              onAdd={insert}
              onPaste={() => work.paste(adding)}
              onGo={go}
              onClose={stopAdding}
            />
          )}
        </Page>
      </MessageName>
    </WorkContext>
  );
}

/** Of which time the figures on the steps tell. */
function Period({ period, onChange }: { period: PeriodName; onChange: (period: string | null) => void }) {
  const { t } = useTranslation();
  return (
    <Select
      size="xs"
      w={130}
      allowDeselect={false}
      aria-label={t('chain.figure.period')}
      value={period}
      data={PERIODS.map((value) => ({ value, label: t(`report.period.${value}`) }))}
      onChange={(next) => onChange(next === 'all' ? null : next)}
    />
  );
}

function Undo({ chain }: { chain: Chain }) {
  const { t } = useTranslation();
  const buttons = [
    { name: t('chain.undo'), keys: 'Ctrl+Z', icon: IconArrowBackUp, act: chain.undo },
    { name: t('chain.redo'), keys: 'Ctrl+Shift+Z', icon: IconArrowForwardUp, act: chain.redo },
  ];
  return (
    <Group gap={2}>
      {buttons.map(({ name, keys, icon: Icon, act }) => (
        <Tooltip key={name} label={`${name} · ${keys}`}>
          <ActionIcon variant="subtle" color="gray" aria-label={name} disabled={!act} onClick={act}>
            <Icon size={17} />
          </ActionIcon>
        </Tooltip>
      ))}
    </Group>
  );
}

function SavingWords({ chain }: { chain: Chain }) {
  const { t } = useTranslation();
  return (
    <Text size="xs" c={chain.saving === 'failed' ? 'red' : 'dimmed'} role="status" style={{ flex: 1 }}>
      {t(`chain.saving.${chain.saving}`)}
    </Text>
  );
}

function MovingBar({ work }: { work: Work }) {
  const { t } = useTranslation();
  if (!work.moving) return null;
  return (
    <div className={classes.bar} role="status">
      <span>{t('chain.moving', { step: work.titles.of(work.moving.name).title })}</span>
      <Button size="compact-xs" variant="default" onClick={() => work.move(null)}>
        {t('common.cancel')}
      </Button>
    </div>
  );
}

interface ActionsProps {
  scenario: ScenarioDetails;
  chain: Chain;
  work: Work;
}

function Actions({ scenario, chain, work }: ActionsProps) {
  const { t } = useTranslation();
  const { id, status } = scenario;
  const links = [
    { to: `/messages/${id}/people`, name: t('chain.people'), icon: IconUsers },
    { to: `/messages/${id}/report`, name: t('chain.report'), icon: IconChartBar },
  ];
  const isLaunched = scenario.launched_at !== null;
  // What is archived cannot be edited, but it can be taken out of there.
  const mayWrite = useCan('messages_write');
  return (
    <>
      {isLaunched &&
        links.map(({ to, name, icon: Icon }) => (
          <Button key={to} component={Link} to={to} variant="default" visibleFrom="sm" leftSection={<Icon size={16} />}>
            {name}
          </Button>
        ))}
      {work.canWrite && status === 'draft' && <Launch scenario={scenario} chain={chain} />}
      {work.canWrite && chain.saving === 'held' && <PublishActions chain={chain} work={work} />}
      {mayWrite && <More scenario={scenario} chain={chain} />}
    </>
  );
}

function Launch({ scenario, chain }: { scenario: ScenarioDetails; chain: Chain }) {
  const { t } = useTranslation();
  const toasts = useToasts();
  const client = useQueryClient();
  const launch = useMutation({
    mutationFn: async () => {
      await chain.save();
      return scenariosApi.launch(scenario.id);
    },
    onSuccess: () => toasts.done(t('chain.launched')),
    onError: (error) => {
      // Each fault stands at its step; the list of them is in the bar.
      if (!(error instanceof ApiError && error.faults.length > 0)) toasts.failed(error);
    },
    onSettled: () => void client.invalidateQueries({ queryKey: SCENARIOS }),
  });
  const isWrong = chain.faults.length > 0;
  return (
    <Tooltip label={t('chain.mendFirst')} disabled={!isWrong}>
      <Button
        leftSection={<IconPlayerPlay size={16} />}
        loading={launch.isPending}
        data-disabled={isWrong || undefined}
        aria-disabled={isWrong}
        onClick={() => !isWrong && launch.mutate()}
      >
        {t('chain.launch')}
      </Button>
    </Tooltip>
  );
}

function PublishActions({ chain, work }: { chain: Chain; work: Work }) {
  const { t } = useTranslation();
  const [isOpen, open] = useState(false);
  const isWrong = chain.faults.length > 0;
  return (
    <>
      <Button variant="default" onClick={chain.discard}>
        {t('chain.discard')}
      </Button>
      <Tooltip label={t('chain.mendFirst')} disabled={!isWrong}>
        <Button data-disabled={isWrong || undefined} aria-disabled={isWrong} onClick={() => !isWrong && open(true)}>
          {t('chain.publish')}
        </Button>
      </Tooltip>
      {isOpen && <Publish chain={chain} titles={work.titles} waiting={work.waiting} onClose={() => open(false)} />}
    </>
  );
}

function More({ scenario, chain }: { scenario: ScenarioDetails; chain: Chain }) {
  const { t } = useTranslation();
  const { id, status } = scenario;
  const [isRehearsing, rehearsing] = useDisclosure();
  const [isWatch, watch] = useDisclosure();
  const actions = useStatusActions(scenario);
  return (
    <>
      <MoreMenu>
        <Menu.Item component={Link} to={`/messages/${id}/people`} hiddenFrom="sm" leftSection={<IconUsers size={15} />}>
          {t('chain.people')}
        </Menu.Item>
        <Menu.Item component={Link} to={`/messages/${id}/report`} leftSection={<IconTargetArrow size={15} />}>
          {t('chain.goalAndReport')}
        </Menu.Item>
        {status !== 'archived' && (
          <Menu.Item leftSection={<IconHourglass size={15} />} onClick={rehearsing.open}>
            {t('messages.rehearsal.action')}
          </Menu.Item>
        )}
        {status !== 'draft' && (
          <Menu.Item leftSection={<IconActivityHeartbeat size={15} />} onClick={watch.open}>
            {t('watch.settings')}
          </Menu.Item>
        )}
        <StatusItems status={status} actions={actions} />
      </MoreMenu>
      <WatchSettings id={id} isOpen={isWatch} onClose={watch.close} />
      <RehearsalDrawer
        scenario={scenario}
        isOpen={isRehearsing}
        onClose={rehearsing.close}
        // A draft is rehearsed as it is drawn; of what runs, the version that rules.
        prepare={status === 'draft' ? chain.save : undefined}
      />
    </>
  );
}

import { Button, Group, Loader, Stack, Text } from '@mantine/core';
import { IconAlertCircle, IconAlertTriangle, IconCircleCheck, IconRocket } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { useCount } from '@/components/conditions/useCount';
import { Section } from '@/components/ui/Section';
import { Failure } from '@/components/ui/states';
import { useToasts } from '@/components/ui/toast';
import { ApiError } from '@/lib/api/errors';
import { gapsOf } from '@/lib/conditions/gaps';
import { useFormat } from '@/lib/format';
import { SCENARIOS, scenarioQuery, scenariosApi } from '../../api';
import { goalsStateQuery } from '../../api/goals';
import { withWayOut } from '../../contents/wayOut';
import { useFaultText } from '../../parts/faults';
import { WhyNot } from '../../parts/WhyNot';
import { Rehearsal } from '../../rehearsal/Rehearsal';
import { useMessage } from '../context';
import classes from '../editor.module.css';
import { sendOf, stepOf, withContent } from '../model';
import { placeWords } from '../placeWords';
import { useDoubts } from '../useDoubts';

/** What keeps it from running, what one should know, how many it would reach; then off it goes. */
export function CheckStep() {
  const { t } = useTranslation();
  const { checked, scenario } = useMessage();
  if (checked.error && checked.faults.length === 0) return <Failure error={checked.error} onRetry={checked.retry} />;
  return (
    <>
      <Section
        flush
        title={t('messages.check.title')}
        text={
          checked.faults.length > 0
            ? t('messages.check.some', { count: checked.faults.length })
            : t('messages.check.none')
        }
        actions={checked.isChecking ? <Loader size={16} /> : undefined}
      >
        <ul className={classes.checks}>
          <Faults />
          <Doubts />
        </ul>
      </Section>
      <Reach />
      <Rehearsing />
      {scenario.status === 'draft' ? <Launch /> : <WhyNot scenario={scenario.id} />}
    </>
  );
}

function Faults() {
  const { t } = useTranslation();
  const { checked, go, editing } = useMessage();
  const textOf = useFaultText();
  return checked.faults.map((fault) => {
    const step = stepOf(fault);
    return (
      <li key={`${fault.path} ${fault.code}`}>
        <button type="button" className={classes.check} onClick={() => go(step === 'check' ? 'content' : step)}>
          <IconAlertCircle size={18} className={classes.bad} aria-hidden />
          <span>
            <Text span inherit fw={600}>
              {t(`messages.step.${step}`)}
            </Text>
            {`${placeWords(t, fault.path, editing.graph)}: ${textOf(fault)}`}
          </span>
        </button>
        {fault.code === 'no_unsubscribe' && <AddWayOut />}
      </li>
    );
  });
}

/** The repair of the commonest fault, where it is told. */
function AddWayOut() {
  const { t } = useTranslation();
  const { editing, content, canWrite } = useMessage();
  if (!canWrite) return null;
  return (
    <div className={classes.repair}>
      <Button
        size="compact-sm"
        variant="default"
        onClick={() => {
          const mended = withWayOut(content.content, t('messages.email.unsubscribe'));
          editing.set(withContent(editing.graph, { channel: content.channel, content: mended }));
        }}
      >
        {t('messages.email.addWayOut')}
      </Button>
    </div>
  );
}

function Doubts() {
  const { go, checked } = useMessage();
  const doubts = useDoubts();
  const { t } = useTranslation();
  if (doubts.length === 0 && checked.faults.length === 0)
    return (
      <li className={classes.check}>
        <IconCircleCheck size={18} className={classes.good} aria-hidden />
        {t('messages.check.good')}
      </li>
    );
  return doubts.map(({ key, step, text }) => (
    <li key={key}>
      <button type="button" className={classes.check} onClick={() => go(step)}>
        <IconAlertTriangle size={18} className={classes.warn} aria-hidden />
        <span>{text}</span>
      </button>
    </li>
  ));
}

/** How many are in the audience now; with triggers they still have to do what it waits for. */
function Reach() {
  const { t } = useTranslation();
  const format = useFormat();
  const { editing } = useMessage();
  const { audience, mailing } = editing.graph.entry;
  const isWhole = audience !== undefined && gapsOf(audience).length === 0;
  const { count } = useCount(isWhole ? audience : null);
  if (!isWhole) return null;
  return (
    <Section
      title={t('messages.check.reach')}
      text={t(mailing ? 'messages.check.reachMailing' : 'messages.check.reachText')}
    >
      <Text fz={26} fw={600} className="tnum">
        {count === undefined ? '…' : t('common.people', { count, formatted: format.number(count) })}
      </Text>
    </Section>
  );
}

/** What it would have done in past days, before anybody gets anything. */
function Rehearsing() {
  const { t } = useTranslation();
  const { scenario, editing, checked, canWrite } = useMessage();
  const isDraft = scenario.status === 'draft';
  const isHeld = !isDraft && editing.isChanged;
  const obstacle = isDraft && checked.faults.length > 0 ? t('messages.rehearsal.mend') : undefined;
  return (
    <Section
      title={t('messages.rehearsal.title')}
      text={t(isHeld ? 'messages.rehearsal.asItRuns' : 'messages.rehearsal.text')}
    >
      <Rehearsal id={scenario.id} obstacle={obstacle} prepare={isDraft && canWrite ? editing.publish : undefined} />
    </Section>
  );
}

function accounts(t: TFunction, channel: string, isMailing: boolean, hasInsiders: boolean): string[] {
  return [
    t(isMailing ? 'messages.launch.mailing' : 'messages.launch.fromNow'),
    ...(hasInsiders ? [t('messages.launch.insiders')] : []),
    ...(channel === 'email' ? [t('messages.launch.email')] : []),
    t('messages.launch.stop'),
  ];
}

/** The last step, with what will come of it. */
function Launch() {
  const { t } = useTranslation();
  const { scenario, editing, checked, canWrite } = useMessage();
  const client = useQueryClient();
  const toasts = useToasts();
  const goals = useQuery(goalsStateQuery(scenario.id)).data;
  const { graph } = editing;
  const isMailing = Boolean(graph.entry.mailing);
  const launch = useMutation({
    mutationFn: async () => {
      await editing.publish();
      return scenariosApi.launch(scenario.id);
    },
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: scenarioQuery(scenario.id).queryKey });
      void client.invalidateQueries({ queryKey: SCENARIOS });
      toasts.done(t(isMailing ? 'messages.launch.mailingDone' : 'messages.launch.done'));
    },
    onError: (error) => {
      if (error instanceof ApiError && error.faults.length > 0) checked.retry();
      toasts.failed(error);
    },
  });
  const isReady = checked.faults.length === 0 && !checked.isChecking;
  const isUndecided = goals !== undefined && goals.goals.length === 0 && !goals.without_goal;
  return (
    <Section title={t('messages.launch.title')}>
      <Stack gap="sm">
        <ul style={{ margin: 0, paddingLeft: 18, fontSize: 13.5, lineHeight: 1.6 }}>
          {accounts(t, sendOf(graph).channel, isMailing, graph.entry.also_inside === true).map((line) => (
            <li key={line}>{line}</li>
          ))}
          {isUndecided && <li>{t('messages.launch.noGoal')}</li>}
        </ul>
        <Group>
          <Button
            size="md"
            leftSection={<IconRocket size={18} />}
            disabled={!isReady || !canWrite}
            loading={launch.isPending}
            onClick={() => launch.mutate()}
          >
            {t(isMailing ? 'messages.launch.send' : 'messages.launch.button')}
          </Button>
          {checked.faults.length > 0 && (
            <Text size="sm" c="dimmed">
              {t('messages.launch.first')}
            </Text>
          )}
        </Group>
      </Stack>
    </Section>
  );
}

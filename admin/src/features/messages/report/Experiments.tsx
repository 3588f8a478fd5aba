import { Alert, Button, Group, Modal, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Fragment, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Meaning } from '@/components/ui/Meaning';
import { Section } from '@/components/ui/Section';
import { useToasts } from '@/components/ui/toast';
import { useFormat } from '@/lib/format';
import { useCan } from '@/lib/session';
import { SCENARIOS } from '../api';
import type { ScenarioDetails } from '../api/types';
import { type Arm, type Experiment, experimentsQuery, finish, placeOf, scaleOf } from './experiments';
import classes from './report.module.css';
import { percent, points } from './words';

interface ExperimentsProps {
  id: string;
  scenario: ScenarioDetails | undefined;
}

/** What the control group and the split tests say so far, in words, with how sure it is. */
export function Experiments({ id, scenario }: ExperimentsProps) {
  const query = useQuery(experimentsQuery(id));
  const nodes = (scenario?.graph?.nodes ?? {}) as Record<string, { title?: string } | undefined>;
  return (query.data ?? [])
    .filter(({ arms }) => arms.length > 1)
    .map((each) => <One key={each.node} id={id} experiment={each} step={nodes[each.node]?.title || each.node} />);
}

/** How an arm is called: the control group and the message have names of ours. */
function useArmName(experiment: Experiment): (arm: string) => string {
  const { t } = useTranslation();
  return (arm) => {
    if (experiment.node !== '') return arm;
    return t(arm === 'control' ? 'report.experiment.controlArm' : 'report.experiment.message');
  };
}

function One({ id, experiment, step }: { id: string; experiment: Experiment; step: string }) {
  const { t } = useTranslation();
  const nameOf = useArmName(experiment);
  const { arms, winner } = experiment;
  const title = experiment.node === '' ? t('report.experiment.control') : t('report.experiment.split', { step });
  return (
    <Section
      title={title}
      text={
        <Group gap={4} wrap="nowrap">
          {t('report.experiment.against', { arm: nameOf(arms[0]?.arm ?? '') })}
          <Meaning title={title} text={t('report.experiment.how')} />
        </Group>
      }
      actions={winner && !experiment.is_over && <Finish id={id} experiment={experiment} arm={winner} />}
    >
      {experiment.is_over && <Text size="sm">{t('report.experiment.finished')}</Text>}
      <Arms experiment={experiment} nameOf={nameOf} />
    </Section>
  );
}

interface ArmsProps {
  experiment: Experiment;
  nameOf: (arm: string) => string;
}

/** Each arm with its people and where its difference lies; what keeps it from being told. */
export function Arms({ experiment, nameOf }: ArmsProps) {
  const { t } = useTranslation();
  const { number } = useFormat();
  const { arms, winner } = experiment;
  const pending = arms.reduce((sum, arm) => sum + arm.pending, 0);
  const intervals = arms.flatMap(({ by_conversion: lift }) => (lift?.difference ? [lift.difference] : []));
  return (
    <>
      {experiment.is_lopsided && (
        <Alert color="red" mb="sm">
          {t('report.experiment.lopsided')}
        </Alert>
      )}
      {winner && (
        <Text size="sm" fw={600}>
          {t('report.experiment.winner', { arm: nameOf(winner) })}
        </Text>
      )}
      <Waiting experiment={experiment} />
      <div className={classes.arm}>
        {arms.map((arm) => (
          <Fragment key={arm.arm}>
            <ArmFigures arm={arm} name={nameOf(arm.arm)} />
            <Bar arm={arm} scale={scaleOf(intervals)} />
          </Fragment>
        ))}
      </div>
      {pending > 0 && (
        <Text size="xs" c="dimmed" mt="xs">
          {t('report.experiment.pending', { count: pending, formatted: number(pending) })}
        </Text>
      )}
    </>
  );
}

function Waiting({ experiment }: { experiment: Experiment }) {
  const { t } = useTranslation();
  if (experiment.is_enough || experiment.is_over) return null;
  const { days_more: days } = experiment;
  return (
    <Text size="sm" c="dimmed">
      {days === null
        ? t('report.experiment.moreUnknown')
        : t('report.experiment.more', { days: t('report.experiment.days', { count: days }) })}
    </Text>
  );
}

function ArmFigures({ arm, name }: { arm: Arm; name: string }) {
  const { t } = useTranslation();
  const { locale, money, number } = useFormat();
  return (
    <div>
      <Text size="sm" fw={500}>
        {name}
      </Text>
      <Text size="xs" c="dimmed">
        {t('report.experiment.people')}: {number(arm.people)} · {t('report.experiment.reached')}: {number(arm.reached)}
      </Text>
      <Text size="xs" c="dimmed">
        {t('report.experiment.conversion')}: {percent(locale, arm.conversion)}
        {arm.money_a_person !== null && arm.money_a_person > 0 && (
          <>
            {' '}
            · {t('report.experiment.perPerson')}: {money(Math.round(arm.money_a_person * 100) / 100)}
          </>
        )}
      </Text>
    </div>
  );
}

/** Where the difference lies: wholly to the right of the line it is better for sure. */
function Bar({ arm, scale }: { arm: Arm; scale: number }) {
  const { t } = useTranslation();
  const { locale } = useFormat();
  const lift = arm.by_conversion;
  if (!lift) return <div />;
  const { difference, relative, verdict } = lift;
  const share = percent(locale, Math.abs(relative?.estimate ?? difference?.estimate ?? 0));
  const words = t(`report.experiment.verdict.${verdict}`, { share });
  if (!difference) return <Text size="sm">{words}</Text>;
  const low = placeOf(difference.low, scale);
  const high = placeOf(difference.high, scale);
  const bounds = t('report.experiment.interval', {
    low: points(locale, difference.low),
    high: points(locale, difference.high),
  });
  return (
    <div>
      <Text size="sm">
        {words}{' '}
        <Text span size="xs" c="dimmed">
          {bounds}
        </Text>
      </Text>
      <div className={classes.scale} role="img" aria-label={bounds}>
        <div className={classes.zero} style={{ left: '50%' }} />
        <div
          className={classes.interval}
          data-tone={verdict}
          style={{ left: `${low}%`, width: `${Math.max(high - low, 0.5)}%` }}
        />
        <div className={classes.estimate} style={{ left: `${placeOf(difference.estimate, scale)}%` }} />
      </div>
    </div>
  );
}

function Finish({ id, experiment, arm }: { id: string; experiment: Experiment; arm: string }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const toasts = useToasts();
  const mayWrite = useCan('messages_write');
  const name = useArmName(experiment)(arm);
  const [isOpen, setOpen] = useState(false);
  const end = useMutation({
    mutationFn: () => finish(id, experiment.node, arm),
    onSuccess: () => {
      setOpen(false);
      void client.invalidateQueries({ queryKey: SCENARIOS });
      toasts.done(t('report.experiment.finished'));
    },
    onError: toasts.failed,
  });
  // That a message harms is told; what to do about it is more than one button.
  if (!mayWrite || (experiment.node === '' && arm === 'control')) return null;
  return (
    <>
      <Button size="compact-sm" onClick={() => setOpen(true)}>
        {t('report.experiment.finish', { arm: name })}
      </Button>
      <Modal
        opened={isOpen}
        onClose={() => setOpen(false)}
        title={t('report.experiment.finishTitle')}
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        <Text size="sm">{t('report.experiment.finishText', { arm: name })}</Text>
        <Group justify="flex-end" mt="md" gap="xs">
          <Button variant="default" onClick={() => setOpen(false)}>
            {t('common.cancel')}
          </Button>
          <Button loading={end.isPending} onClick={() => end.mutate()}>
            {t('report.experiment.finish', { arm: name })}
          </Button>
        </Group>
      </Modal>
    </>
  );
}

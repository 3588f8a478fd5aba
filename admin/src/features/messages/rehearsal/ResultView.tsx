import { Alert, Group, Skeleton, Stack, Text } from '@mantine/core';
import { IconMoodEmpty } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Empty } from '@/components/ui/states';
import { useFormat } from '@/lib/format';
import { scenarioQuery } from '../api';
import { goalsStateQuery } from '../api/goals';
import type { Rehearsal, Result } from './api';
import { daysOf } from './days';
import { Hours } from './Hours';
import { Kept } from './Kept';
import { People } from './People';
import classes from './rehearsal.module.css';
import { StepTable } from './StepTable';

// Charts weigh as much as half the interface: they come when something is to be drawn.
const SentChart = lazy(() => import('./SentChart'));
const HEIGHT = 170;

interface ResultProps {
  id: string;
  rehearsal: Rehearsal;
  result: Result;
}

/** What would have become of the past days. */
export function ResultView({ id, rehearsal, result }: ResultProps) {
  const { t } = useTranslation();
  const { exact, day } = useFormat();
  const scenario = useQuery(scenarioQuery(id)).data;
  const isOld = scenario?.version_id != null && scenario.version_id !== rehearsal.version_id;
  const days = daysOf(result, rehearsal.days);
  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed" title={`${exact(result.from)} — ${exact(result.to)}`}>
        {t('rehearsal.over', { from: day(result.from), to: day(result.to) })}
        {isOld && ` · ${t('rehearsal.isOld')}`}
      </Text>
      <Blind result={result} />
      {result.sends === 0 ? (
        <Empty
          icon={IconMoodEmpty}
          title={t('rehearsal.nobody')}
          text={t(result.begun === 0 ? 'rehearsal.nobodyBegan' : 'rehearsal.nobodyGot')}
        />
      ) : (
        <>
          <Figures id={id} result={result} days={rehearsal.days} />
          <div className={classes.charts}>
            <Box title={t('rehearsal.byDay')}>
              <Suspense fallback={<Skeleton height={HEIGHT} radius="md" />}>
                <SentChart days={days} height={HEIGHT} />
              </Suspense>
            </Box>
            <Box title={t('rehearsal.byHour')}>
              <Hours hours={result.hours} height={HEIGHT} />
            </Box>
          </div>
        </>
      )}
      <Kept result={result} />
      {scenario && <StepTable scenario={scenario} steps={result.steps} />}
      {result.sends > 0 && scenario && <People id={id} rehearsal={rehearsal.id} scenario={scenario} />}
    </Stack>
  );
}

function Box({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div style={{ minWidth: 0 }}>
      <Text size="sm" fw={500} mb={6}>
        {title}
      </Text>
      {children}
    </div>
  );
}

/** Of what the past knows nothing, and what was left out. */
function Blind({ result }: { result: Result }) {
  const { t } = useTranslation();
  if (result.not_rehearsed.length === 0 && !result.is_cut) return null;
  return (
    <Alert color="orange" p="xs">
      {result.not_rehearsed.length > 0 && (
        <Text size="sm">{t('rehearsal.blind', { count: result.not_rehearsed.length })}</Text>
      )}
      {result.is_cut && <Text size="sm">{t('rehearsal.isCut')}</Text>}
    </Alert>
  );
}

interface Told {
  label: string;
  value: string;
  note?: string;
}

function Figures({ id, result, days }: { id: string; result: Result; days: number }) {
  const { t } = useTranslation();
  const hasGoal = (useQuery(goalsStateQuery(id)).data?.goals.length ?? 1) > 0;
  const { number, money } = useFormat();
  const busiest = Math.max(0, ...Object.values(result.days));
  const figures: Told[] = [
    { label: t('rehearsal.reached'), value: number(result.reached) },
    {
      label: t('rehearsal.sends'),
      value: number(result.sends),
      note: t('rehearsal.aDay', {
        usual: number(result.sends / days, result.sends < 10 * days ? 1 : 0),
        most: number(busiest),
      }),
    },
    { label: t('rehearsal.capped'), value: number(result.skipped.cap ?? 0), note: t('rehearsal.cappedText') },
    { label: t('rehearsal.overlaps'), value: number(result.overlaps), note: t('rehearsal.overlapsText') },
    { label: t('rehearsal.quiet'), value: number(result.quiet), note: t('rehearsal.quietText') },
    {
      label: t('rehearsal.goals'),
      value: !hasGoal ? '—' : result.money > 0 ? money(Math.round(result.money)) : number(result.goals),
      note: !hasGoal
        ? t('rehearsal.noGoal')
        : result.money > 0
          ? t('rehearsal.goalsMoney', { count: result.goals, formatted: number(result.goals) })
          : t('rehearsal.goalsText'),
    },
  ];
  return (
    <div className={classes.figures}>
      {figures.map(({ label, value, note }) => (
        <div key={label}>
          <Text size="xs" c="dimmed">
            {label}
          </Text>
          <Group gap={0} className={classes.value}>
            {value}
          </Group>
          {note && (
            <Text size="xs" c="dimmed">
              {note}
            </Text>
          )}
        </div>
      ))}
    </div>
  );
}

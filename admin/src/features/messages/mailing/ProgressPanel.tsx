import { Alert, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Moment } from '@/components/ui/Moment';
import { Section } from '@/components/ui/Section';
import { Failure, Lines } from '@/components/ui/states';
import { useFormat } from '@/lib/format';
import { useNow } from '@/lib/now';
import type { Scenario } from '../api/types';
import { Again } from './Again';
import { type Progress, progressQuery } from './api';
import classes from './mailing.module.css';
import { Outcome } from './Outcome';
import { Rounds } from './Rounds';
import { Steering } from './Steering';
import { doneOf } from './shares';

interface PanelProps {
  scenario: Pick<Scenario, 'id' | 'name' | 'kind' | 'status'>;
  canWrite: boolean;
}

/** How far the sending to many at once is, and the handles to steer it. Not there while nothing of the kind was begun. */
export default function ProgressPanel({ scenario, canWrite }: PanelProps) {
  const { t } = useTranslation();
  const query = useQuery(progressQuery(scenario.id));
  const isMailing = scenario.kind === 'mailing';
  const progress = query.data;
  if (!progress) {
    if (!isMailing) return null;
    return (
      <Section title={t('mailing.title')}>
        {query.error ? <Failure error={query.error} onRetry={() => void query.refetch()} /> : <Lines count={3} />}
      </Section>
    );
  }
  if (progress.rounds.length === 0 && !isMailing) return null;
  return (
    <Section
      title={t('mailing.title')}
      text={<Standing progress={progress} />}
      actions={canWrite && <Steering scenario={scenario} phase={progress.state} />}
    >
      <Outcome progress={progress} />
      <Broken progress={progress} />
      <Rounds rounds={progress.rounds} />
      {isMailing && canWrite && <Again id={scenario.id} progress={progress} status={scenario.status} />}
    </Section>
  );
}

/** In words: where it stands, how fast it goes, how long it will take. */
function Standing({ progress }: { progress: Progress }) {
  const { t } = useTranslation();
  const { locale, number } = useFormat();
  const { state, per_minute: rate } = progress;
  const done = doneOf(progress);
  const share =
    done !== null && state !== 'scheduled'
      ? new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 }).format(
          Math.floor(done * 100) / 100,
        )
      : null;
  const starts = state === 'scheduled' ? progress.rounds[0]?.starts_at : undefined;
  return (
    <Group gap="4px 10px" className={classes.standing} role="status">
      <span className={classes.phase} data-phase={state}>
        {t(`mailing.phase.${state}`)}
      </span>
      {share !== null && <span className="tnum">{share}</span>}
      {starts && (
        <span>
          {t('mailing.starts')} <Moment at={starts} as="moment" />
        </span>
      )}
      {state === 'sending' && rate > 0 && (
        <span className="tnum">{t('mailing.rate', { count: rate, formatted: number(rate) })}</span>
      )}
      {state === 'sending' && <Left at={progress.ends_at} />}
    </Group>
  );
}

/** "About 6 minutes left", with the moment in its tooltip. */
function Left({ at }: { at: string | null }) {
  const { t } = useTranslation();
  const { duration, exact } = useFormat();
  const now = useNow();
  if (!at) return null;
  const seconds = (Date.parse(at) - now) / 1000;
  return (
    <span className="tnum" title={exact(at)}>
      {seconds < 60 ? t('mailing.almost') : t('mailing.left', { time: duration(seconds) })}
    </span>
  );
}

function Broken({ progress }: { progress: Progress }) {
  const { t } = useTranslation();
  const error =
    progress.state === 'failed' ? progress.rounds.find(({ state }) => state === 'failed')?.error : undefined;
  if (error === undefined) return null;
  return (
    <Alert color="red" mt="sm" title={t('mailing.broken')}>
      <Text size="xs">{error}</Text>
    </Alert>
  );
}

import { Alert, Anchor, Select, Skeleton, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { EventChoice } from '@/components/conditions/EventLine';
import { Section } from '@/components/ui/Section';
import { Failure } from '@/components/ui/states';
import { useFormat } from '@/lib/format';
import { useUrlState } from '@/lib/urlState';
import { Arms } from '../report/Experiments';
import type { Experiment } from '../report/experiments';
import classes from '../report/report.module.css';
import { globalQuery } from './api';

const BOUGHT = '$order_completed';
const WITHIN = ['7', '14', '30'] as const;
const MONTH = '30';

/** What all messages together bring: those who get none beside the others. */
export function Together() {
  const { t } = useTranslation();
  const [values, change] = useUrlState(['event', 'within'] as const);
  const event = values.event || BOUGHT;
  const within = WITHIN.find((known) => known === values.within) ?? MONTH;
  const query = useQuery(globalQuery(event, Number(within)));
  return (
    <Section title={t('results.together')} text={t('results.togetherText')}>
      <div className={classes.filters}>
        <Text size="sm">{t('results.who')}</Text>
        <EventChoice value={event} path="" onChange={(next) => change({ event: next === BOUGHT ? null : next })} />
        <Select
          w={150}
          size="xs"
          allowDeselect={false}
          aria-label={t('results.within')}
          value={within}
          data={WITHIN.map((days) => ({ value: days, label: t('results.withinDays', { count: Number(days) }) }))}
          onChange={(next) => change({ within: next === MONTH ? null : next })}
        />
      </div>
      {query.error && !query.data ? (
        <Failure error={query.error} onRetry={() => void query.refetch()} />
      ) : query.data ? (
        <Judged experiment={query.data} />
      ) : (
        <Skeleton height={110} />
      )}
    </Section>
  );
}

function Judged({ experiment }: { experiment: Experiment }) {
  const { t } = useTranslation();
  if (experiment.is_over || experiment.arms.length === 0)
    return (
      <Alert color="gray">
        {t('results.noControl')}{' '}
        <Anchor component={Link} inherit underline="always" c="inherit" to="/settings/messages">
          {t('results.setControl')}
        </Anchor>
      </Alert>
    );
  return (
    <>
      <Money experiment={experiment} />
      <Arms experiment={experiment} nameOf={(arm) => t(arm === 'control' ? 'results.without' : 'results.with')} />
      <Text size="xs" c="dimmed">
        {t('results.honest')}
      </Text>
    </>
  );
}

/** How much more a person brings, with how sure it is. */
function Money({ experiment: { arms } }: { experiment: Experiment }) {
  const { t } = useTranslation();
  const { money } = useFormat();
  const lift = arms.find(({ by_money }) => by_money)?.by_money;
  if (!lift?.difference) return null;
  const { low, estimate, high } = lift.difference;
  const round = (value: number): string => money(Math.round(value * 100) / 100);
  const said = { sum: round(Math.abs(estimate)), low: round(low), high: round(high) };
  const isSure = lift.verdict === 'better' || lift.verdict === 'worse';
  if (!isSure) return <Text size="sm">{t('results.moneyUnsure', said)}</Text>;
  return (
    <Text size="sm" fw={600}>
      {t(`results.money.${lift.verdict as 'better' | 'worse'}`, said)}
    </Text>
  );
}

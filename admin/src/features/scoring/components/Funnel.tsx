import { Skeleton, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { stageName } from '@/components/scoring/stageName';
import { Section } from '@/components/ui/Section';
import { Failure } from '@/components/ui/states';
import type { Stages } from '@/lib/api/scoring';
import { withFilter } from '@/lib/conditions/url';
import { useFormat } from '@/lib/format';
import classes from '../scoring.module.css';
import { usePreview } from '../usePreview';

interface FunnelProps {
  draft: Stages | null;
  /** What is seen is what is in force: figures lead to the people behind them. */
  isLive: boolean;
}

/** People in each stage now, and how many have come at least so far. */
export function Funnel({ draft, isLive }: FunnelProps) {
  const { t } = useTranslation();
  const { data, error, isOld, retry } = usePreview('stages', draft);
  return (
    <Section title={t('scoring.funnel')} text={t('scoring.funnelText')}>
      <div aria-live="polite" style={isOld && data ? { opacity: 0.6 } : {}}>
        {error ? (
          <Failure error={error} onRetry={retry} />
        ) : data && draft ? (
          <Steps draft={draft} counts={new Map(data.stages.map(({ key, people }) => [key, people]))} isLive={isLive} />
        ) : draft ? (
          <Skeleton height={220} />
        ) : (
          <Text size="sm" c="dimmed">
            {t('scoring.notYet')}
          </Text>
        )}
      </div>
    </Section>
  );
}

interface StepsProps {
  draft: Stages;
  counts: ReadonlyMap<string, number>;
  isLive: boolean;
}

function Steps({ draft, counts, isLive }: StepsProps) {
  const { i18n } = useTranslation();
  const format = useFormat();
  const all = [...counts.values()].reduce((sum, people) => sum + people, 0);
  const percent = new Intl.NumberFormat(format.locale, { style: 'percent', maximumFractionDigits: 1 });
  return (
    <div className={classes.funnel}>
      {draft.stages.map((stage) => {
        const people = counts.get(stage.key) ?? 0;
        const share = all ? people / all : 0;
        const figures = `${format.number(people)} · ${percent.format(share)}`;
        return (
          <div key={stage.key}>
            <div className={classes.pair} style={{ justifyContent: 'space-between' }}>
              <span>{stageName(stage, i18n.language)}</span>
              {isLive ? (
                <Text
                  component={Link}
                  to={withFilter('/people', { property: '$stage', op: 'eq', value: stage.key })}
                  inherit
                  td="underline"
                  className="tnum"
                >
                  {figures}
                </Text>
              ) : (
                <span className="tnum">{figures}</span>
              )}
            </div>
            <div className={classes.track} aria-hidden>
              {people > 0 && <div className={classes.fill} style={{ width: `${share * 100}%` }} />}
            </div>
          </div>
        );
      })}
    </div>
  );
}

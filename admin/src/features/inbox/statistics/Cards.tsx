import { Paper, Skeleton, Text, UnstyledButton } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/lib/format';
import type { Figures, Measure, Statistics, Times } from './api';
import { changeOf, durationText, percentText } from './changes';
import classes from './statistics.module.css';
import { Term, type TermName } from './Term';
import type { Asked } from './useQuestion';

interface CardsProps {
  data: Statistics | undefined;
  asked: Asked;
}

/** The numbers of the period, each beside what it was before, each the way to what it counts. */
export function Cards({ data, asked }: CardsProps) {
  const { t } = useTranslation();
  const { locale, number } = useFormat();
  const count = (name: 'new' | 'answered' | 'missed' | 'waiting', isGood?: boolean) => (
    <Card term={name} asked={asked} measure={name} value={data && number(data.figures[name])}>
      {data && <Change now={data.figures[name]} before={data.before[name]} {...(isGood !== undefined && { isGood })} />}
      {data && name !== 'new' && data.figures.new > 0 && (
        <Note>
          {t('statistics.ofAll', { share: percentText(locale, (data.figures[name] / data.figures.new) * 100) })}
        </Note>
      )}
      {data && name === 'missed' && data.figures.late > 0 && (
        <Way asked={asked} measure="late">
          {t('statistics.answeredLate', { count: data.figures.late, formatted: number(data.figures.late) })}
        </Way>
      )}
    </Card>
  );
  return (
    <>
      <div className={classes.cards}>
        {count('new')}
        {count('answered', true)}
        {count('missed', false)}
        {count('waiting')}
      </div>
      <div className={classes.cards} data-wide>
        <TimesCard term="first_reply" measure="replied" data={data} asked={asked} />
        <TimesCard term="resolution" measure="resolved" data={data} asked={asked} />
        <Satisfied data={data} asked={asked} />
      </div>
    </>
  );
}

function TimesCard({
  term,
  measure,
  data,
  asked,
}: CardsProps & { term: 'first_reply' | 'resolution'; measure: 'replied' | 'resolved' }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { number } = format;
  const duration = (seconds: number | null): string => durationText(format, seconds);
  const times: Times | undefined = data?.figures[term];
  const counted = data?.figures[measure];
  // Round the clock working time is all time: one line tells both.
  const isSame = times?.median_s === times?.working_median_s && times?.p90_s === times?.working_p90_s;
  return (
    <Card term={term} asked={asked} measure={measure} value={times && duration(times.median_s)}>
      {data && <Change now={data.figures[term].median_s} before={data.before[term].median_s} isGood={false} />}
      {times && times.median_s !== null && (
        <>
          <Note>{t('statistics.nineOfTen', { time: duration(times.p90_s) })}</Note>
          {!isSame && (
            <Note>
              {t('statistics.working', {
                median: duration(times.working_median_s),
                most: duration(times.working_p90_s),
              })}
            </Note>
          )}
          <Note>{t('statistics.counted', { count: counted ?? 0, formatted: number(counted) })}</Note>
        </>
      )}
    </Card>
  );
}

const shareOf = ({ satisfied, rated }: Figures): number | null => (rated > 0 ? (satisfied / rated) * 100 : null);

function Satisfied({ data, asked }: CardsProps) {
  const { t } = useTranslation();
  const { locale, number } = useFormat();
  const share = data && shareOf(data.figures);
  const before = data && shareOf(data.before);
  return (
    <Card
      term="csat"
      asked={asked}
      measure="satisfied"
      value={share === undefined ? undefined : share === null ? '—' : percentText(locale, share)}
    >
      {share !== undefined && share !== null && before !== undefined && before !== null && (
        <Points value={Math.round(share) - Math.round(before)} />
      )}
      {data && data.figures.rated > 0 && (
        <Way asked={asked} measure="rated">
          {t('statistics.ratings', { count: data.figures.rated, formatted: number(data.figures.rated) })}
        </Way>
      )}
    </Card>
  );
}

interface CardProps {
  term: TermName;
  asked: Asked;
  measure: Measure;
  value: string | undefined;
  children: ReactNode;
}

function Card({ term, asked, measure, value, children }: CardProps) {
  return (
    <Paper p="md" className={classes.card} component="section">
      <Term name={term} within={asked.within} />
      {value === undefined ? (
        <Skeleton height={26} width={72} my={6} />
      ) : (
        <Way asked={asked} measure={measure} isBig>
          {value}
        </Way>
      )}
      {children}
    </Paper>
  );
}

/** A number that opens what it counts. */
function Way({
  asked,
  measure,
  isBig = false,
  children,
}: {
  asked: Asked;
  measure: Measure;
  isBig?: boolean;
  children: ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <UnstyledButton
      className={isBig ? classes.big : classes.way}
      onClick={() => asked.open(measure)}
      aria-label={`${t(`statistics.lists.${measure}`)}: ${typeof children === 'string' ? children : ''}`}
    >
      {children}
    </UnstyledButton>
  );
}

function Note({ children }: { children: ReactNode }) {
  return (
    <Text size="xs" c="dimmed">
      {children}
    </Text>
  );
}

/** By how much it changed; good and bad have colours where a direction is either. */
function Change({ now, before, isGood }: { now: number | null; before: number | null; isGood?: boolean }) {
  const { t } = useTranslation();
  const { locale } = useFormat();
  const change = changeOf(now, before);
  if (change === null) return null;
  const tone = change === 0 || isGood === undefined ? undefined : change > 0 === isGood ? 'good' : 'bad';
  const words = change === 0 ? t('statistics.same') : percentText(locale, change, true);
  return (
    <Text size="xs" className={classes.change} data-tone={tone}>
      {words}
    </Text>
  );
}

function Points({ value }: { value: number }) {
  const { t } = useTranslation();
  const { number } = useFormat();
  const words =
    value === 0
      ? t('statistics.same')
      : t('statistics.points', { value: `${value > 0 ? '+' : '−'}${number(Math.abs(value))}` });
  return (
    <Text size="xs" className={classes.change} data-tone={value === 0 ? undefined : value > 0 ? 'good' : 'bad'}>
      {words}
    </Text>
  );
}

import { Paper, Skeleton, Text, UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Meaning } from '@/components/ui/Meaning';
import { useFormat } from '@/lib/format';
import type { Fate, Health } from './api';
import classes from './delivery.module.css';
import { share } from './shares';

const NOW = ['waiting', 'unknown'] as const;
const PERIOD = ['sent', 'delivered', 'deferred', 'refused', 'bounced', 'complained'] as const;
type Name = (typeof NOW)[number] | (typeof PERIOD)[number];
const SHARED: readonly Name[] = ['delivered', 'bounced', 'complained'];

interface FiguresProps {
  health: Health | undefined;
  onOpen: (what: Fate) => void;
}

/** The numbers of now and of the period, each with its meaning and its list. */
export function Figures({ health, onOpen }: FiguresProps) {
  const { t } = useTranslation();
  const { locale } = useFormat();
  const values = health && valuesOf(health);
  const shareOf = (name: Name): string => {
    const isShared = values !== undefined && values.sent > 0 && SHARED.includes(name);
    return isShared ? t('sending.of.share', { share: share(locale, values[name], values.sent) }) : '\u00a0';
  };
  const numberOf = (name: Name, note: string) => (
    <Figure
      key={name}
      name={t(`sending.name.${name}`)}
      meaning={t(`sending.meaning.${name}`)}
      value={values?.[name]}
      note={note}
      onOpen={() => onOpen(name)}
    />
  );
  return (
    <>
      <div className={classes.figures}>
        <Figure
          name={t('sending.perMinute')}
          meaning={t('sending.perMinuteText')}
          value={health?.per_minute}
          note={t('sending.now')}
        />
        {NOW.map((name) => numberOf(name, t('sending.now')))}
      </div>
      <div className={classes.figures}>{PERIOD.map((name) => numberOf(name, shareOf(name)))}</div>
    </>
  );
}

interface FigureProps {
  name: string;
  meaning: string;
  /** None: not read yet. */
  value: number | undefined;
  note: string;
  /** Opens its list; none: it has none. */
  onOpen?: () => void;
}

function Figure({ name, meaning, value, note, onOpen }: FigureProps) {
  const { number } = useFormat();
  return (
    <Paper className={classes.figure}>
      <div className={classes.figureHead}>
        {name}
        <Meaning title={name} text={meaning} />
      </div>
      {value === undefined ? (
        <Skeleton height={24} width={60} my={5} />
      ) : onOpen ? (
        <UnstyledButton className={classes.value} aria-label={`${name}: ${number(value)}`} onClick={onOpen}>
          {number(value)}
        </UnstyledButton>
      ) : (
        <div className={classes.value}>{number(value)}</div>
      )}
      <Text size="xs" c="dimmed">
        {note}
      </Text>
    </Paper>
  );
}

function valuesOf({ totals, waiting, unknown }: Health): Record<Name, number> {
  return { ...totals, delivered: Math.max(0, totals.sent - totals.bounced), waiting, unknown };
}

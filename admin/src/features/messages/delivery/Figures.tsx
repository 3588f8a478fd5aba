import { Paper, Skeleton, Text, UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Meaning } from '@/components/ui/Meaning';
import { useFormat } from '@/lib/format';
import type { Fate, Health } from './api';
import classes from './delivery.module.css';
import { share } from './shares';

const NUMBERS = ['sent', 'delivered', 'deferred', 'refused', 'bounced', 'complained', 'waiting', 'unknown'] as const;

/** The numbers of the period and of now, each with its meaning and its list. */
export function Figures({ health, onOpen }: { health: Health | undefined; onOpen: (what: Fate) => void }) {
  const { t } = useTranslation();
  const { locale, number } = useFormat();
  const values = health && valuesOf(health);
  const notes = health && {
    bounced: health.totals.sent > 0 && share(locale, health.totals.bounced, health.totals.sent),
    complained: health.totals.sent > 0 && share(locale, health.totals.complained, health.totals.sent),
    delivered: health.totals.sent > 0 && share(locale, valuesOf(health).delivered, health.totals.sent),
  };
  return (
    <div className={classes.figures}>
      <Paper className={classes.figure}>
        <div className={classes.figureHead}>
          {t('sending.perMinute')}
          <Meaning title={t('sending.perMinute')} text={t('sending.perMinuteText')} />
        </div>
        {health ? (
          <div className={classes.value} aria-live="off">
            {number(health.per_minute)}
          </div>
        ) : (
          <Skeleton height={24} width={60} my={5} />
        )}
        <Text size="xs" c="dimmed">
          {t('sending.now')}
        </Text>
      </Paper>
      {NUMBERS.map((name) => {
        const note = notes?.[name as keyof typeof notes];
        return (
          <Paper key={name} className={classes.figure}>
            <div className={classes.figureHead}>
              {t(`sending.name.${name}`)}
              <Meaning title={t(`sending.name.${name}`)} text={t(`sending.meaning.${name}`)} />
            </div>
            {values ? (
              <UnstyledButton
                className={classes.value}
                aria-label={`${t(`sending.name.${name}`)}: ${number(values[name])}`}
                onClick={() => onOpen(name)}
              >
                {number(values[name])}
              </UnstyledButton>
            ) : (
              <Skeleton height={24} width={60} my={5} />
            )}
            <Text size="xs" c="dimmed">
              {name === 'waiting' || name === 'unknown'
                ? t('sending.now')
                : note
                  ? t('sending.of.share', { share: note })
                  : '\u00a0'}
            </Text>
          </Paper>
        );
      })}
    </div>
  );
}

function valuesOf({ totals, waiting, unknown }: Health): Record<(typeof NUMBERS)[number], number> {
  return { ...totals, delivered: Math.max(0, totals.sent - totals.bounced), waiting, unknown };
}

import { Skeleton, Text, UnstyledButton } from '@mantine/core';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { Section } from '@/components/ui/Section';
import { useFormat } from '@/lib/format';
import type { Row } from './api';
import classes from './report.module.css';
import type { Asked } from './useAsked';
import { percent } from './words';

const STEPS = ['sent', 'delivered', 'shown', 'read', 'clicked', 'goal'] as const;

/** From sent to the goal: how many are left at each step. */
export function Funnel({ row, asked }: { row: Row | undefined; asked: Asked }) {
  const { t } = useTranslation();
  const { locale, number } = useFormat();
  const numbers = row?.numbers;
  // Only popups are shown, and not every channel tells what was delivered or read.
  const steps = STEPS.filter((name) => name === 'sent' || name === 'goal' || !numbers || numbers[name] > 0);
  return (
    <Section title={t('report.funnel')} text={t('report.funnelText')}>
      {numbers ? (
        <div className={classes.funnel}>
          {steps.map((name) => {
            const share = numbers.sent > 0 ? numbers[name] / numbers.sent : null;
            return (
              <Fragment key={name}>
                <Text size="sm">{t(`report.name.${name}`)}</Text>
                <div className={classes.track}>
                  <div className={classes.bar} style={{ width: `${(share ?? 0) * 100}%` }} />
                </div>
                <Text size="sm" ta="right">
                  <UnstyledButton className={classes.number} fz="sm" onClick={() => asked.open(name)}>
                    {number(numbers[name])}
                  </UnstyledButton>{' '}
                  <Text span size="xs" c="dimmed">
                    {percent(locale, share)}
                  </Text>
                </Text>
              </Fragment>
            );
          })}
        </div>
      ) : (
        <Skeleton height={150} radius="md" />
      )}
    </Section>
  );
}

import { Skeleton } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Section } from '@/components/ui/Section';
import type { Row } from './api';
import type { Asked } from './useAsked';

// Charts weigh as much as half the interface: they come when something is to be drawn.
const DaysChart = lazy(() => import('./DaysChart'));
const HEIGHT = 220;

/** Sent, read and reached, by the day of sending. */
export function Days({ rows, asked }: { rows: readonly Row[] | undefined; asked: Asked }) {
  const { t } = useTranslation();
  const waiting = <Skeleton height={HEIGHT} radius="md" />;
  return (
    <Section title={t('report.days')} text={t('report.daysText')}>
      {rows ? (
        <Suspense fallback={waiting}>
          <DaysChart rows={rows} height={HEIGHT} onOpen={(day) => asked.open('sent', { day })} />
        </Suspense>
      ) : (
        waiting
      )}
    </Section>
  );
}

import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Section } from '@/components/ui/Section';
import { Failure } from '@/components/ui/states';
import { statisticsQuery } from './api';
import type { Asked } from './useAsked';

// Charts weigh as much as half the interface: they come when something is to be drawn.
const DaysChart = lazy(() => import('./DaysChart'));
const HEIGHT = 220;

/** Sent, read and reached, by the day of sending. */
export function Days({ id, asked, isOn }: { id: string; asked: Asked; isOn: boolean }) {
  const { t } = useTranslation();
  const query = useQuery({ ...statisticsQuery(id, asked.question, 'day'), enabled: isOn });
  const waiting = <Skeleton height={HEIGHT} radius="md" />;
  return (
    <Section title={t('report.days')} text={t('report.daysText')}>
      {query.error && !query.data ? (
        <Failure error={query.error} onRetry={() => void query.refetch()} />
      ) : query.data ? (
        <Suspense fallback={waiting}>
          <DaysChart rows={query.data.items} height={HEIGHT} onOpen={(day) => asked.open('sent', { day })} />
        </Suspense>
      ) : (
        waiting
      )}
    </Section>
  );
}

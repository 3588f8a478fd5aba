import { Center, Skeleton, Text } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Section } from '@/components/ui/Section';
import type { Statistics } from './api';
import type { Asked } from './useQuestion';

// Charts weigh as much as half the interface: they come when something is to be drawn.
const DaysChart = lazy(() => import('./DaysChart'));
const HEIGHT = 220;

/** Requests day by day: answered, missed, still waiting. */
export function Days({ data, asked }: { data: Statistics | undefined; asked: Asked }) {
  const { t } = useTranslation();
  const waiting = <Skeleton height={HEIGHT} radius="md" />;
  return (
    <Section title={t('statistics.days')}>
      {data === undefined ? (
        waiting
      ) : data.figures.new === 0 ? (
        <Center h={HEIGHT}>
          <Text size="sm" c="dimmed">
            {t('statistics.none')}
          </Text>
        </Center>
      ) : (
        <Suspense fallback={waiting}>
          <DaysChart days={data.days} height={HEIGHT} onOpen={(day) => asked.open('new', 'day', day)} />
        </Suspense>
      )}
    </Section>
  );
}

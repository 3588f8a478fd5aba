import { Center, SegmentedControl, Skeleton, Text } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Section } from '@/components/ui/Section';
import type { Overview } from '@/lib/api/types';

// Charts weigh as much as half the interface: they come when something is to be drawn.
const Chart = lazy(() => import('./Chart'));
const HEIGHT = 260;
type Series = 'visitors' | 'events';

export function ChartBox({ chart, isFailed }: { chart: Overview['chart'] | undefined; isFailed: boolean }) {
  const { t } = useTranslation();
  const [series, setSeries] = useState<Series>('visitors');
  const choice = (
    <SegmentedControl
      size="xs"
      aria-label={t('overview.show')}
      value={series}
      onChange={(value) => setSeries(value)}
      data={[
        { value: 'visitors', label: t('overview.visitors') },
        { value: 'events', label: t('overview.events') },
      ]}
    />
  );
  const waiting = <Skeleton height={HEIGHT} radius="md" />;
  const isEmpty = chart?.every((point) => point[series] === 0);
  return (
    <Section title={t('overview.chart')} actions={choice}>
      {chart === undefined && !isFailed && waiting}
      {chart === undefined && isFailed && (
        <Center h={HEIGHT}>
          <Text size="sm" c="dimmed">
            {t('errors.title')}
          </Text>
        </Center>
      )}
      {isEmpty && (
        <Center h={HEIGHT}>
          <Text size="sm" c="dimmed">
            {t('overview.chartEmpty')}
          </Text>
        </Center>
      )}
      {chart !== undefined && !isEmpty && (
        <Suspense fallback={waiting}>
          <Chart chart={chart} series={series} height={HEIGHT} />
        </Suspense>
      )}
    </Section>
  );
}

import { Skeleton } from '@mantine/core';
import { IconChartLine } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Section } from '@/components/ui/Section';
import { Empty, Failure } from '@/components/ui/states';
import type { Segment } from '@/lib/api/types';
import { useFormat } from '@/lib/format';
import { growthQuery } from '../api';

const GrowthChart = lazy(() => import('./GrowthChart'));

/** How many people were in the segment, hour by hour. */
export function Growth({ segment }: { segment: Segment }) {
  const { t } = useTranslation();
  const format = useFormat();
  const query = useQuery(growthQuery(segment.id));
  const grey = <Skeleton height={260} />;
  const body = () => {
    if (query.error && !query.data) return <Failure error={query.error} onRetry={() => void query.refetch()} />;
    if (query.data === undefined) return grey;
    if (query.data.length === 0)
      return <Empty icon={IconChartLine} title={t('segments.noGrowth')} text={t('segments.noGrowthText')} />;
    const [only] = query.data;
    if (only !== undefined && query.data.length === 1)
      return (
        <Empty
          icon={IconChartLine}
          title={t('common.people', { count: only.members, formatted: format.number(only.members) })}
          text={t('segments.growthBegins')}
        />
      );
    return (
      <Suspense fallback={grey}>
        <GrowthChart points={query.data} />
      </Suspense>
    );
  };
  return (
    <Section title={t('segments.growth')} text={t('segments.growthText')}>
      {body()}
    </Section>
  );
}

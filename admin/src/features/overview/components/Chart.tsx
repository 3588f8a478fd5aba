import { useTranslation } from 'react-i18next';
import { Bars } from '@/components/charts/Bars';
import type { Overview } from '@/lib/api/types';
import { useFormat } from '@/lib/format';

interface ChartProps {
  chart: Overview['chart'];
  series: 'visitors' | 'events';
  height: number;
}

export default function Chart({ chart, series, height }: ChartProps) {
  const { t } = useTranslation();
  const { locale } = useFormat();
  // A point is a calendar day, not a moment: no zone may move it.
  const day = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' });
  const label = t(`overview.${series}`);
  return (
    <Bars
      rows={chart.map((point) => ({ name: day.format(new Date(point.at)), [series]: point[series] }))}
      series={[{ name: series, label, color: 'iris.5' }]}
      height={height}
      label={`${t('overview.chart')}: ${label}`}
    />
  );
}

import '@mantine/charts/styles.css';
import { BarChart } from '@mantine/charts';
import { useTranslation } from 'react-i18next';
import type { Overview } from '@/lib/api/types';
import { useFormat } from '@/lib/format';

interface ChartProps {
  chart: Overview['chart'];
  series: 'visitors' | 'events';
  height: number;
}

export default function Chart({ chart, series, height }: ChartProps) {
  const { t } = useTranslation();
  const format = useFormat();
  // A point is a calendar day, not a moment: no zone may move it.
  const day = new Intl.DateTimeFormat(format.locale, { day: 'numeric', month: 'short', timeZone: 'UTC' });
  const data = chart.map((point) => ({ ...point, day: day.format(new Date(point.at)) }));
  const label = t(`overview.${series}`);
  return (
    <BarChart
      h={height}
      data={data}
      dataKey="day"
      series={[{ name: series, label, color: 'iris.5' }]}
      valueFormatter={(value) => format.number(value)}
      gridAxis="x"
      tickLine="none"
      strokeDasharray="0"
      barProps={{ radius: [4, 4, 0, 0], maxBarSize: 34, isAnimationActive: false }}
      // Every n-th day, evenly: as many as there is room for.
      xAxisProps={{ interval: 'equidistantPreserveStart', minTickGap: 8 }}
      yAxisProps={{ width: 44, allowDecimals: false }}
      aria-label={`${t('overview.chart')}: ${label}`}
      role="img"
    />
  );
}

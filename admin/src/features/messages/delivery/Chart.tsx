import '@mantine/charts/styles.css';
import { BarChart } from '@mantine/charts';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/lib/format';
import type { Point } from './shares';

interface ChartProps {
  points: readonly Point[];
  step: 'hour' | 'day';
  height: number;
  label: string;
}

/** Bars of what became of letters; the table below tells the same to the keyboard. */
export default function Chart({ points, step, height, label }: ChartProps) {
  const { t } = useTranslation();
  const { locale, zone, number } = useFormat();
  const name = new Intl.DateTimeFormat(locale, {
    timeZone: zone,
    ...(step === 'hour' ? { day: 'numeric', hour: '2-digit', minute: '2-digit' } : { day: 'numeric', month: 'short' }),
  });
  return (
    <BarChart
      h={height}
      data={points.map((point) => ({ ...point, name: name.format(Date.parse(point.at)) }))}
      dataKey="name"
      type="stacked"
      series={[
        { name: 'delivered', label: t('sending.name.delivered'), color: 'teal.6' },
        { name: 'deferred', label: t('sending.name.deferred'), color: 'yellow.5' },
        { name: 'bad', label: t('sending.bad'), color: 'red.6' },
      ]}
      withLegend
      valueFormatter={(value) => number(value)}
      gridAxis="x"
      tickLine="none"
      strokeDasharray="0"
      barProps={{ maxBarSize: 22, isAnimationActive: false }}
      xAxisProps={{ interval: 'equidistantPreserveStart', minTickGap: 8 }}
      yAxisProps={{ width: 44, allowDecimals: false }}
      aria-label={label}
      role="img"
    />
  );
}

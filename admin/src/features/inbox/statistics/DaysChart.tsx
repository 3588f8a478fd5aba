import '@mantine/charts/styles.css';
import { BarChart } from '@mantine/charts';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/lib/format';
import type { Statistics } from './api';

interface ChartProps {
  days: Statistics['days'];
  height: number;
  onOpen: (day: string) => void;
}

/** A bar a day, as high as its requests; a press opens them. The table below tells the same to the keyboard. */
export default function DaysChart({ days, height, onOpen }: ChartProps) {
  const { t } = useTranslation();
  const format = useFormat();
  // A point is a calendar day, not a moment: no zone may move it.
  const day = new Intl.DateTimeFormat(format.locale, { day: 'numeric', month: 'short', timeZone: 'UTC' });
  const data = days.map((point) => ({
    ...point,
    name: day.format(Date.parse(point.at)),
    waiting: point.new - point.answered - point.missed,
  }));
  return (
    <BarChart
      h={height}
      data={data}
      dataKey="name"
      type="stacked"
      series={[
        { name: 'answered', label: t('statistics.terms.answered.title'), color: 'iris.5' },
        { name: 'waiting', label: t('statistics.terms.waiting.title'), color: 'gray.4' },
        { name: 'missed', label: t('statistics.terms.missed.title'), color: 'red.6' },
      ]}
      withLegend
      valueFormatter={(value) => format.number(value)}
      gridAxis="x"
      tickLine="none"
      strokeDasharray="0"
      barProps={{ maxBarSize: 34, isAnimationActive: false }}
      barChartProps={{
        onClick: ({ activeTooltipIndex }) => {
          const point = data[Number(activeTooltipIndex)];
          if (point) onOpen(point.at);
        },
        style: { cursor: 'pointer' },
      }}
      // Every n-th day, evenly: as many as there is room for.
      xAxisProps={{ interval: 'equidistantPreserveStart', minTickGap: 8 }}
      yAxisProps={{ width: 44, allowDecimals: false }}
      aria-label={t('statistics.days')}
      role="img"
    />
  );
}

import '@mantine/charts/styles.css';
import { BarChart } from '@mantine/charts';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/lib/format';
import type { Row } from './api';

interface ChartProps {
  rows: readonly Row[];
  height: number;
  onOpen: (day: string) => void;
}

/** Bars a day; a press opens those to whom it was sent. The tables below tell the same to the keyboard. */
export default function DaysChart({ rows, height, onOpen }: ChartProps) {
  const { t } = useTranslation();
  const format = useFormat();
  // A point is a calendar day, not a moment: no zone may move it.
  const day = new Intl.DateTimeFormat(format.locale, { day: 'numeric', month: 'short', timeZone: 'UTC' });
  const data = rows.map(({ key, numbers: { sent, read, goal } }) => ({
    key,
    name: day.format(Date.parse(key)),
    sent,
    read,
    goal,
  }));
  return (
    <BarChart
      h={height}
      data={data}
      dataKey="name"
      series={[
        { name: 'sent', label: t('report.name.sent'), color: 'gray.4' },
        { name: 'read', label: t('report.name.read'), color: 'iris.5' },
        { name: 'goal', label: t('report.name.goal'), color: 'teal.6' },
      ]}
      withLegend
      valueFormatter={(value) => format.number(value)}
      gridAxis="x"
      tickLine="none"
      strokeDasharray="0"
      barProps={{ maxBarSize: 22, isAnimationActive: false }}
      barChartProps={{
        onClick: ({ activeTooltipIndex }) => {
          const point = data[Number(activeTooltipIndex)];
          if (point) onOpen(point.key);
        },
        style: { cursor: 'pointer' },
      }}
      xAxisProps={{ interval: 'equidistantPreserveStart', minTickGap: 8 }}
      yAxisProps={{ width: 44, allowDecimals: false }}
      aria-label={t('report.days')}
      role="img"
    />
  );
}

import '@mantine/charts/styles.css';
import { BarChart } from '@mantine/charts';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/lib/format';
import type { DayCount } from './days';

/** Messages a day. */
export default function SentChart({ days, height }: { days: readonly DayCount[]; height: number }) {
  const { t } = useTranslation();
  const { locale, number } = useFormat();
  // A point is a calendar day, not a moment: no zone may move it.
  const name = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' });
  return (
    <BarChart
      h={height}
      data={days.map(({ day, sends }) => ({ name: name.format(Date.parse(day)), sends }))}
      dataKey="name"
      series={[{ name: 'sends', label: t('rehearsal.sends'), color: 'iris.5' }]}
      valueFormatter={(value) => number(value)}
      gridAxis="x"
      tickLine="none"
      strokeDasharray="0"
      barProps={{ maxBarSize: 22, isAnimationActive: false }}
      xAxisProps={{ interval: 'equidistantPreserveStart', minTickGap: 8 }}
      yAxisProps={{ width: 40, allowDecimals: false }}
      aria-label={t('rehearsal.byDay')}
      role="img"
    />
  );
}

import { useTranslation } from 'react-i18next';
import { Bars } from '@/components/charts/Bars';
import { timeOf, useFormat } from '@/lib/format';
import type { Point } from './shares';

interface ChartProps {
  points: readonly Point[];
  step: 'hour' | 'day';
  height: number;
  label: string;
}

/** Bars of what became of letters. */
export default function Chart({ points, step, height, label }: ChartProps) {
  const { t } = useTranslation();
  const { locale, zone } = useFormat();
  const name = new Intl.DateTimeFormat(locale, {
    timeZone: zone,
    ...(step === 'hour' ? { day: 'numeric', ...timeOf(locale) } : { day: 'numeric', month: 'short' }),
  });
  return (
    <Bars
      rows={points.map((point) => ({ ...point, name: name.format(Date.parse(point.at)) }))}
      series={[
        { name: 'delivered', label: t('sending.name.delivered'), color: 'teal.6' },
        { name: 'deferred', label: t('sending.name.deferred'), color: 'yellow.5' },
        { name: 'bad', label: t('sending.bad'), color: 'red.6' },
      ]}
      height={height}
      label={label}
      isStacked
    />
  );
}

import { useTranslation } from 'react-i18next';
import { Bars } from '@/components/charts/Bars';
import { useFormat } from '@/lib/format';
import type { Statistics } from './api';

interface ChartProps {
  days: Statistics['days'];
  height: number;
  onOpen: (day: string) => void;
}

/** A bar a day, as high as its requests; a press opens them. */
export default function DaysChart({ days, height, onOpen }: ChartProps) {
  const { t } = useTranslation();
  const { locale } = useFormat();
  // A point is a calendar day, not a moment: no zone may move it.
  const day = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' });
  return (
    <Bars
      rows={days.map(({ at, answered, missed, new: all }) => ({
        name: day.format(Date.parse(at)),
        answered,
        missed,
        waiting: all - answered - missed,
      }))}
      series={[
        { name: 'answered', label: t('statistics.terms.answered.title'), color: 'iris.5' },
        { name: 'waiting', label: t('statistics.terms.waiting.title'), color: 'gray.4' },
        { name: 'missed', label: t('statistics.terms.missed.title'), color: 'red.6' },
      ]}
      height={height}
      label={t('statistics.days')}
      isStacked
      onOpen={(place) => {
        const point = days[place];
        if (point) onOpen(point.at);
      }}
    />
  );
}

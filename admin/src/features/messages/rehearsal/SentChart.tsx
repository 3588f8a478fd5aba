import { useTranslation } from 'react-i18next';
import { Bars } from '@/components/charts/Bars';
import { useFormat } from '@/lib/format';
import type { DayCount } from './days';

/** Messages a day. */
export default function SentChart({ days, height }: { days: readonly DayCount[]; height: number }) {
  const { t } = useTranslation();
  const { locale } = useFormat();
  // A point is a calendar day, not a moment: no zone may move it.
  const name = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' });
  return (
    <Bars
      rows={days.map(({ day, sends }) => ({ name: name.format(Date.parse(day)), sends }))}
      series={[{ name: 'sends', label: t('rehearsal.sends'), color: 'iris.5' }]}
      height={height}
      label={t('rehearsal.byDay')}
    />
  );
}

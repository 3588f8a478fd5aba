import { useTranslation } from 'react-i18next';
import { Bars } from '@/components/charts/Bars';
import { useFormat } from '@/lib/format';
import type { Row } from './api';

interface ChartProps {
  rows: readonly Row[];
  height: number;
  onOpen: (day: string) => void;
}

/** Bars a day; a press opens those to whom it was sent. */
export default function DaysChart({ rows, height, onOpen }: ChartProps) {
  const { t } = useTranslation();
  const { locale } = useFormat();
  // A point is a calendar day, not a moment: no zone may move it.
  const day = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' });
  return (
    <Bars
      rows={rows.map(({ key, numbers: { sent, read, goal } }) => ({
        name: day.format(Date.parse(key)),
        sent,
        read,
        goal,
      }))}
      series={[
        { name: 'sent', label: t('report.name.sent'), color: 'gray.4' },
        { name: 'read', label: t('report.name.read'), color: 'iris.5' },
        { name: 'goal', label: t('report.name.goal'), color: 'teal.6' },
      ]}
      height={height}
      label={t('report.days')}
      onOpen={(place) => {
        const row = rows[place];
        if (row) onOpen(row.key);
      }}
    />
  );
}

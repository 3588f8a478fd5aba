import '@mantine/charts/styles.css';
import { AreaChart } from '@mantine/charts';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/lib/format';
import type { GrowthPoint } from '../api';

const HEIGHT = 260;

/** In a chunk of its own: only this tab waits for the charts. */
export default function GrowthChart({ points }: { points: GrowthPoint[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const data = points.map((point) => ({ at: format.moment(point.at), members: point.members }));
  return (
    <AreaChart
      h={HEIGHT}
      data={data}
      dataKey="at"
      series={[{ name: 'members', label: t('segments.people'), color: 'iris.6' }]}
      curveType="monotone"
      withDots={points.length < 13}
      valueFormatter={(value) => format.number(value)}
      xAxisProps={{ minTickGap: 60 }}
      yAxisProps={{ width: 56, allowDecimals: false }}
    />
  );
}

import '@mantine/charts/styles.css';
import { BarChart, type BarChartSeries } from '@mantine/charts';
import { useFormat } from '@/lib/format';

interface BarsProps {
  /** Bars from left to right: `name` stands under one, the others are heights by the names of `series`. */
  rows: readonly { readonly name: string; readonly [series: string]: string | number }[];
  series: readonly BarChartSeries[];
  height: number;
  label: string;
  isStacked?: boolean;
  /** A press opens what stands behind a bar. */
  onOpen?: (place: number) => void;
}

const WIDEST_PX = 26;

/** Bars of numbers over time; the table beside them tells the same to the keyboard. */
export function Bars({ rows, series, height, label, isStacked = false, onOpen }: BarsProps) {
  const { number } = useFormat();
  return (
    <BarChart
      h={height}
      data={rows.map((row) => ({ ...row }))}
      dataKey="name"
      type={isStacked ? 'stacked' : 'default'}
      series={[...series]}
      withLegend={series.length > 1}
      valueFormatter={number}
      gridAxis="x"
      tickLine="none"
      strokeDasharray="0"
      barProps={{ maxBarSize: WIDEST_PX, isAnimationActive: false }}
      {...(onOpen && {
        barChartProps: {
          onClick: ({ activeTooltipIndex }) => {
            if (activeTooltipIndex != null) onOpen(Number(activeTooltipIndex));
          },
          style: { cursor: 'pointer' },
        },
      })}
      // Every n-th name, evenly: as many as there is room for.
      xAxisProps={{ interval: 'equidistantPreserveStart', minTickGap: 8 }}
      yAxisProps={{ width: 44, allowDecimals: false }}
      aria-label={label}
      role="img"
    />
  );
}

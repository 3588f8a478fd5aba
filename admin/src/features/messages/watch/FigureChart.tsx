import { useTranslation } from 'react-i18next';
import { useFormat } from '@/lib/format';
import type { IncidentDetails } from './api';
import classes from './watch.module.css';

const WIDTH = 560;
const HEIGHT = 120;
const EDGE = 6;

interface ChartProps {
  incident: IncidentDetails;
  /** A figure as it is said. */
  say: (value: number) => string;
}

/** The figure day by day over the range that is usual; the line stands where it was told. */
export function FigureChart({ incident, say }: ChartProps) {
  const { t } = useTranslation();
  const { locale } = useFormat();
  const { days, low, high, usual, began_at } = incident;
  const values = days.flatMap(({ value }) => (value === null ? [] : [value]));
  if (values.length < 2) return null;
  const most = Math.max(high, usual, ...values) * 1.08 || 1;
  const x = (place: number): number => (place / Math.max(1, days.length - 1)) * WIDTH;
  const y = (value: number): number => HEIGHT - EDGE - (value / most) * (HEIGHT - 2 * EDGE);
  const began = days.findIndex(({ day }) => day >= began_at.slice(0, 10));
  const told = x((began === -1 ? days.length : began) - 1);
  // A point is a calendar day, not a moment: no zone may move it.
  const name = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' });
  const [first, last] = [days[0]?.day ?? '', days.at(-1)?.day ?? ''];
  return (
    <figure className={classes.figure}>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        className={classes.chart}
        role="img"
        aria-label={t('watch.chart', { low: say(low), high: say(high) })}
      >
        <rect x={0} width={WIDTH} y={y(high)} height={Math.max(1, y(low) - y(high))} className={classes.band} />
        <line x1={0} x2={WIDTH} y1={y(usual)} y2={y(usual)} className={classes.usual} />
        <line x1={told} x2={told} y1={0} y2={HEIGHT} className={classes.told} />
        <path d={lineOf(days.map(({ value }, place) => (value === null ? null : [x(place), y(value)])))} />
        {days.map(({ day, value }, place) =>
          value === null ? null : (
            <line
              key={day}
              x1={x(place)}
              x2={x(place)}
              y1={y(value)}
              y2={y(value)}
              data-out={value < low || value > high || undefined}
              className={classes.point}
            >
              <title>{`${name.format(Date.parse(day))} · ${say(value)}`}</title>
            </line>
          ),
        )}
      </svg>
      <figcaption className={classes.caption}>
        <span>{first && name.format(Date.parse(first))}</span>
        <span>{t('watch.band', { low: say(low), high: say(high) })}</span>
        <span>{last && name.format(Date.parse(last))}</span>
      </figcaption>
    </figure>
  );
}

/** A line through the points; a day without a figure breaks it. */
function lineOf(points: readonly (readonly number[] | null)[]): string {
  let isDown = false;
  return points
    .map((point) => {
      const said = point ? `${isDown ? 'L' : 'M'}${point.map((each) => each.toFixed(1)).join(' ')}` : '';
      isDown = point !== null;
      return said;
    })
    .join('');
}

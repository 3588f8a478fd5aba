import { type CSSProperties, type KeyboardEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Section } from '@/components/ui/Section';
import { useFormat } from '@/lib/format';
import type { Statistics } from './api';
import classes from './statistics.module.css';
import { Meaning } from './Term';
import type { Asked } from './useQuestion';

const WEEK = [0, 1, 2, 3, 4, 5, 6];
const HOURS = Array.from({ length: 24 }, (_, hour) => hour);
const MOVES: Record<string, [number, number]> = {
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
};
const MONDAY = Date.UTC(2024, 0, 1);

/** When people ask: a field for each hour of the week, the busier the darker. Arrows go from field to field. */
export function HeatMap({ data, asked }: { data: Statistics; asked: Asked }) {
  const { t } = useTranslation();
  const { locale, number } = useFormat();
  const [[row, column], setPlace] = useState<[number, number]>([0, 9]);
  const grid = useRef<HTMLTableElement>(null);
  const names = (style: 'short' | 'long') => {
    const format = new Intl.DateTimeFormat(locale, { weekday: style, timeZone: 'UTC' });
    return WEEK.map((day) => format.format(MONDAY + day * 86_400_000));
  };
  const short = names('short');
  const long = names('long');
  const most = Math.max(1, ...data.hours.map((cell) => cell.new));
  const move = (event: KeyboardEvent): void => {
    const step = MOVES[event.key];
    if (!step) return;
    event.preventDefault();
    const next: [number, number] = [(row + step[0] + 7) % 7, (column + step[1] + 24) % 24];
    setPlace(next);
    grid.current?.querySelector<HTMLButtonElement>(`[data-cell="${next.join('-')}"]`)?.focus();
  };
  return (
    <Section
      title={t('statistics.terms.hours.title')}
      actions={
        <Meaning
          title={t('statistics.terms.hours.title')}
          text={t('statistics.terms.hours.text', { zone: data.zone })}
        />
      }
    >
      <table
        ref={grid}
        role="grid"
        className={classes.heat}
        aria-label={t('statistics.terms.hours.title')}
        onKeyDown={move}
      >
        <thead>
          <tr>
            <td />
            {HOURS.map((hour) => (
              <th key={hour} scope="col" data-told={hour % 3 === 0 || undefined}>
                <span>{hour}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {WEEK.map((weekday) => (
            <tr key={weekday}>
              <th scope="row" abbr={long[weekday]}>
                {short[weekday]}
              </th>
              {HOURS.map((hour) => {
                const count = data.hours[weekday * 24 + hour]?.new ?? 0;
                const told = t('statistics.cell', {
                  day: long[weekday],
                  hour: `${String(hour).padStart(2, '0')}:00`,
                  count,
                  formatted: number(count),
                });
                return (
                  <td key={hour}>
                    <button
                      type="button"
                      data-cell={`${weekday}-${hour}`}
                      tabIndex={weekday === row && hour === column ? 0 : -1}
                      title={told}
                      aria-label={told}
                      style={{ '--heat': Math.sqrt(count / most) } as CSSProperties}
                      onFocus={() => setPlace([weekday, hour])}
                      onClick={() => asked.open('new', 'hour', `${weekday}-${hour}`)}
                    />
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}

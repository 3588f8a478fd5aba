import { useTranslation } from 'react-i18next';
import { useFormat } from '@/lib/format';
import { Bars } from '../parts/Bars';
import classes from './rehearsal.module.css';

const clock = (hour: number): string => `${String(hour).padStart(2, '0')}:00`;
const TICKS = [0, 6, 12, 18, 23];
const TICKS_HEIGHT = 22;

/** At which hours of the workspace's clocks they would have left. */
export function Hours({ hours, height }: { hours: readonly number[]; height: number }) {
  const { t } = useTranslation();
  const { number } = useFormat();
  const told = hours.flatMap((sends, hour) => (sends > 0 ? [`${clock(hour)}: ${number(sends)}`] : [])).join(', ');
  return (
    <>
      <Bars
        height={height - TICKS_HEIGHT}
        label={`${t('rehearsal.byHour')}: ${told}`}
        bars={hours.map((count, hour) => ({ key: clock(hour), told: `${clock(hour)} · ${number(count)}`, count }))}
      />
      <div className={classes.ticks} aria-hidden>
        {hours.map((_, hour) => (
          <span key={clock(hour)}>{TICKS.includes(hour) ? hour : ''}</span>
        ))}
      </div>
    </>
  );
}

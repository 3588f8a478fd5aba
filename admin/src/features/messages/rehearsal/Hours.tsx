import { Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/lib/format';
import classes from './rehearsal.module.css';

const clock = (hour: number): string => `${String(hour).padStart(2, '0')}:00`;
const TICKS = [0, 6, 12, 18, 23];

/** At which hours of the workspace's clocks they would have left. */
export function Hours({ hours, height }: { hours: readonly number[]; height: number }) {
  const { t } = useTranslation();
  const { number } = useFormat();
  const most = Math.max(1, ...hours);
  const told = hours.flatMap((sends, hour) => (sends > 0 ? [`${clock(hour)}: ${number(sends)}`] : [])).join(', ');
  return (
    <div role="img" aria-label={`${t('rehearsal.byHour')}: ${told}`}>
      <div className={classes.hours} style={{ height: height - 22 }}>
        {hours.map((sends, hour) => (
          <Tooltip key={clock(hour)} label={`${clock(hour)} · ${number(sends)}`}>
            <span>
              <i style={{ height: `${(sends / most) * 100}%` }} />
            </span>
          </Tooltip>
        ))}
      </div>
      <div className={classes.ticks} aria-hidden>
        {hours.map((_, hour) => (
          <span key={clock(hour)}>{TICKS.includes(hour) ? hour : ''}</span>
        ))}
      </div>
    </div>
  );
}

import { useTranslation } from 'react-i18next';
import classes from './parts.module.css';
import { dayNames } from './useWords';

interface DayChoiceProps {
  label: string;
  /** 1 is Monday; none named: every day. */
  days: number[] | undefined;
  onChange: (days: number[] | undefined) => void;
}

const WEEK = [1, 2, 3, 4, 5, 6, 7];

/** Days of the week, any but none. */
export function DayChoice({ label, days = WEEK, onChange }: DayChoiceProps) {
  const { i18n } = useTranslation();
  const [short, long] = [dayNames(i18n.language), dayNames(i18n.language, 'long')];
  const toggle = (day: number): void => {
    const next = days.includes(day) ? days.filter((each) => each !== day) : [...days, day].sort();
    if (next.length > 0) onChange(next.length === WEEK.length ? undefined : next);
  };
  return (
    <fieldset className={classes.days} aria-label={label} style={{ border: 0, margin: 0, padding: 0 }}>
      {WEEK.map((day) => (
        <button
          key={day}
          type="button"
          className={classes.day}
          aria-pressed={days.includes(day)}
          aria-label={long[day - 1]}
          onClick={() => toggle(day)}
        >
          {short[day - 1]}
        </button>
      ))}
    </fieldset>
  );
}

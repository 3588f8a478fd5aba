import { ActionIcon, NumberInput, Tooltip } from '@mantine/core';
import { IconClock } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Json } from '@/lib/api/types';
import { type Part, readDuration, UNITS, type Unit, writeDuration } from '@/lib/conditions/durations';
import { DAY_BEGINS, DAY_ENDS, fromLocal, isBareDay, toLocal } from '@/lib/conditions/moments';
import { useFormat } from '@/lib/format';
import { Choice } from './Choice';
import { useGap } from './context';
import classes from './fields.module.css';
import sentence from './sentence.module.css';

interface FieldProps<T> {
  label: string;
  value: T;
  onChange: (value: T) => void;
  path: string;
}

interface NumberProps {
  label: string;
  value: Json | undefined;
  onChange: (value: Json) => void;
  path: string;
  min?: number;
  isWhole?: boolean;
}

/** A number; what is typed and is none stays a gap. */
export function NumberField({ label, value, onChange, path, min, isWhole = false }: NumberProps) {
  const { i18n } = useTranslation();
  const gap = useGap(path);
  const isRussian = i18n.language === 'ru';
  return (
    <NumberInput
      size="xs"
      hideControls
      aria-label={label}
      className={classes.field}
      classNames={{ input: classes.number ?? '' }}
      value={typeof value === 'number' ? value : typeof value === 'string' ? value : ''}
      onChange={(next) => {
        const number = typeof next === 'number' ? next : Number(next);
        onChange(next === '' || Number.isNaN(number) ? '' : number);
      }}
      thousandSeparator={isRussian ? '\u00a0' : ','}
      decimalSeparator={isRussian ? ',' : '.'}
      allowedDecimalSeparators={['.', ',']}
      allowDecimal={!isWhole}
      clampBehavior="none"
      {...(min !== undefined && { min, allowNegative: min < 0 })}
      placeholder="0"
      {...gap}
    />
  );
}

/** 7 days, 2 hours; one of several parts (1 year 6 months) keeps its units. */
export function DurationField({ label, value, onChange, path }: FieldProps<string>) {
  const { t } = useTranslation();
  const gap = useGap(path);
  const parts = readDuration(value) ?? [];
  const shown: Part[] = parts.length > 0 ? parts : [{ unit: 'day', amount: Number.NaN }];
  const write = (index: number, part: Part): void => {
    const next = shown.map((old, at) => (at === index ? part : old));
    onChange(next.some(({ amount }) => Number.isNaN(amount)) ? '' : writeDuration(next));
  };
  return (
    <>
      {shown.map((part, index) => (
        <span key={part.unit} className={sentence.pair}>
          <NumberInput
            size="xs"
            hideControls
            min={0}
            max={100_000}
            allowNegative={false}
            allowDecimal={part.unit === 'second'}
            decimalScale={3}
            aria-label={label}
            className={classes.field}
            classNames={{ input: classes.short ?? '' }}
            value={Number.isNaN(part.amount) ? '' : part.amount}
            onChange={(next) => write(index, { ...part, amount: next === '' ? Number.NaN : Number(next) })}
            {...gap}
          />
          <Choice
            label={t('conditions.unit')}
            value={part.unit}
            options={UNITS.filter((unit) => unit === part.unit || !shown.some((other) => other.unit === unit)).map(
              (unit) => ({
                value: unit,
                label: t(`conditions.units.${unit}`, { count: Math.trunc(part.amount || 0) }),
              }),
            )}
            onChange={(unit) => write(index, { ...part, unit: unit as Unit })}
          />
        </span>
      ))}
    </>
  );
}

interface DateProps extends FieldProps<string> {
  /** The end of a period takes the whole day in. */
  isEnd?: boolean;
  /** Days of properties are kept bare (a birthday is a day everywhere), moments of events by the workspace's clock. */
  isProperty?: boolean;
}

/** A day and, if it matters, a time. */
export function DateField({ label, value, onChange, path, isEnd = false, isProperty = false }: DateProps) {
  const { t } = useTranslation();
  const { zone } = useFormat();
  const gap = useGap(path);
  const isBare = isProperty && isBareDay(value);
  const local = isBare ? { day: value, time: DAY_BEGINS } : toLocal(value, zone);
  const whole = isEnd ? DAY_ENDS : DAY_BEGINS;
  const hasTime = local !== null && !isBare && local.time !== whole;
  const pick = (day: string): void => {
    if (!day) onChange('');
    else if (isProperty && !hasTime) onChange(day);
    else onChange(fromLocal({ day, time: hasTime ? local.time : whole }, zone));
  };
  const pickTime = (time: string): void => {
    if (local === null) return;
    const full = time ? (time.length === 5 ? `${time}:00.000` : `${time}.000`) : whole;
    onChange(!time && isProperty ? local.day : fromLocal({ day: local.day, time: full }, zone));
  };
  return (
    <span className={sentence.pair}>
      <input
        type="date"
        className={classes.date}
        aria-label={label}
        min="1900-01-01"
        max="2299-12-31"
        value={local?.day ?? ''}
        onChange={(event) => pick(event.currentTarget.value)}
        {...gap}
      />
      {local !== null && !hasTime && (
        <Tooltip label={t('conditions.timeHint')}>
          <ActionIcon size={24} aria-label={`${label}: ${t('conditions.time')}`} onClick={() => pickTime('12:00')}>
            <IconClock size={14} />
          </ActionIcon>
        </Tooltip>
      )}
      {hasTime && (
        <input
          type="time"
          className={classes.date}
          aria-label={`${label}: ${t('conditions.time')}`}
          value={local.time.slice(0, local.time.endsWith(':00.000') ? 5 : 8)}
          step={1}
          onChange={(event) => pickTime(event.currentTarget.value)}
        />
      )}
    </span>
  );
}

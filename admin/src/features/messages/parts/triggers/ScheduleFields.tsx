import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Choice } from '@/components/conditions/Choice';
import type { ClockOf, Schedule, ScheduleTrigger } from '../../api/graph';
import { DayChoice } from '../DayChoice';
import classes from '../parts.module.css';
import { TextField } from '../TextField';
import { ZoneChoice } from '../ZoneChoice';

type Form = 'once' | 'days' | 'dates';

const formOf = (schedule: Schedule): Form => ('once' in schedule ? 'once' : schedule.dates ? 'dates' : 'days');

function startOf(form: Form, zone: ClockOf | undefined): Schedule {
  const clock = zone ? { zone } : {};
  if (form === 'once') return { once: '', ...clock };
  return form === 'dates' ? { at: '10:00', dates: [1], ...clock } : { at: '10:00', ...clock };
}

interface ScheduleFieldsProps {
  trigger: ScheduleTrigger;
  path: string;
  onChange: (trigger: ScheduleTrigger) => void;
}

/** Everybody of the audience, at a time of the clock. */
export function ScheduleFields({ trigger, path, onChange }: ScheduleFieldsProps) {
  const { t } = useTranslation();
  const { schedule } = trigger;
  const form = formOf(schedule);
  const place = `${path}.schedule`;
  const set = (next: Schedule): void => onChange({ schedule: next });
  return (
    <>
      <div className={classes.sentence}>
        <Choice
          label={t('messages.trigger.schedule')}
          value={form}
          options={(['once', 'days', 'dates'] as const).map((value) => ({
            value,
            label: t(`messages.schedule.${value}`),
          }))}
          onChange={(next) => set(startOf(next as Form, schedule.zone))}
        />
        {'once' in schedule ? (
          <TextField
            type="datetime-local"
            label={t('messages.schedule.once')}
            value={schedule.once}
            path={`${place}.once`}
            onChange={(once) => set({ ...schedule, once })}
          />
        ) : (
          <>
            {form === 'days' ? (
              <DayChoice
                label={t('messages.schedule.days')}
                days={schedule.days}
                onChange={(days) => {
                  const { days: _, ...rest } = schedule;
                  set({ ...rest, ...(days && { days }) });
                }}
              />
            ) : (
              <TextField
                label={t('messages.schedule.dates')}
                placeholder="1, 15"
                value={(schedule.dates ?? []).join(', ')}
                path={`${place}.dates`}
                onChange={(text) => set({ ...schedule, dates: datesOf(text) })}
              />
            )}
            <span>{t('messages.schedule.at')}</span>
            <TextField
              type="time"
              label={t('messages.schedule.at')}
              value={schedule.at}
              path={`${place}.at`}
              onChange={(at) => set({ ...schedule, at })}
            />
          </>
        )}
        <ZoneChoice zone={schedule.zone} onChange={(zone) => set({ ...schedule, zone })} />
      </div>
      <Text size="xs" c="dimmed">
        {t('messages.schedule.text')}
      </Text>
    </>
  );
}

const datesOf = (text: string): number[] => [
  ...new Set(
    text
      .split(/[^\d-]+/)
      .map(Number)
      .filter((date) => Number.isInteger(date) && date !== 0 && date >= -1 && date <= 31),
  ),
];

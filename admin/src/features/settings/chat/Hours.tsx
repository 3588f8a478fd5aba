import { ActionIcon, Button, Group, Select, Stack, Switch, TagsInput, Text, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Section } from '@/components/ui/Section';
import type { WorkingHours } from '../api/chat';

const ZONES = Intl.supportedValuesOf('timeZone');
/** A Monday, to name the days by. */
const MONDAY = Date.UTC(2024, 0, 1);
const DAY_MS = 86_400_000;
const WHOLE = ['00:00', '24:00'];
const OFFICE = ['09:00', '18:00'];
const ISO_DATE = /^\d{4}-\d{2}-\d{2}$/;

interface HoursProps {
  hours: WorkingHours;
  isDisabled: boolean;
  onChange: (hours: WorkingHours) => void;
}

const isWhole = (day: string[][]): boolean => day.length === 1 && day[0]?.[0] === WHOLE[0] && day[0]?.[1] === WHOLE[1];

/** When the team answers: several intervals a day, in one zone, but on holidays. */
export function Hours({ hours, isDisabled, onChange }: HoursProps) {
  const { t } = useTranslation();
  const { zone, days, holidays } = hours;
  const zones = ZONES.includes(zone) ? ZONES : [zone, ...ZONES];
  const setDay = (n: number, day: string[][]) =>
    onChange({ ...hours, days: days.map((each, index) => (index === n ? day : each)) });
  return (
    <Section title={t('chat.hours.title')} text={t('chat.hours.text')}>
      <Stack gap="sm">
        <Select
          label={t('chat.hours.zone')}
          searchable
          allowDeselect={false}
          limit={60}
          data={zones}
          value={zone}
          disabled={isDisabled}
          onChange={(value) => onChange({ ...hours, zone: value ?? zone })}
        />
        {days.map((day, n) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the days of a week stand where they stand
          <Day key={n} number={n} day={day} isDisabled={isDisabled} onChange={(next) => setDay(n, next)} />
        ))}
        <TagsInput
          label={t('chat.hours.holidays')}
          description={t('chat.hours.holidaysText')}
          placeholder="2027-01-01"
          value={holidays}
          disabled={isDisabled}
          splitChars={[',', ' ', ';']}
          acceptValueOnBlur
          onChange={(dates) => onChange({ ...hours, holidays: dates.filter((date) => ISO_DATE.test(date)).sort() })}
        />
      </Stack>
    </Section>
  );
}

interface DayProps {
  number: number;
  day: string[][];
  isDisabled: boolean;
  onChange: (day: string[][]) => void;
}

function Day({ number, day, isDisabled, onChange }: DayProps) {
  const { t, i18n } = useTranslation();
  const date = new Date(MONDAY + number * DAY_MS);
  const name = date.toLocaleDateString(i18n.language, { weekday: 'long', timeZone: 'UTC' });
  const set = (n: number, side: 0 | 1, time: string) =>
    // The end of the day is 24:00; a clock field says 00:00.
    onChange(
      day.map((each, index) => {
        if (index !== n || !time) return each;
        return side === 0 ? [time, each[1] ?? '24:00'] : [each[0] ?? '00:00', time === '00:00' ? '24:00' : time];
      }),
    );
  return (
    <Group gap="sm" align="center" wrap="wrap" role="group" aria-label={name}>
      <Switch
        w={170}
        label={name}
        checked={day.length > 0}
        disabled={isDisabled}
        onChange={(event) => onChange(event.currentTarget.checked ? [OFFICE] : [])}
      />
      {isWhole(day) ? (
        <Text size="sm" c="dimmed">
          {t('chat.hours.whole')}
        </Text>
      ) : (
        day.map(([from = '00:00', to = '24:00'], n) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: intervals have nothing else to tell them apart
          <Group key={n} gap={4} wrap="nowrap">
            <TextInput
              type="time"
              aria-label={`${name}: ${t('chat.hours.from')}`}
              value={from}
              disabled={isDisabled}
              onChange={(event) => set(n, 0, event.currentTarget.value)}
            />
            <span>–</span>
            <TextInput
              type="time"
              aria-label={`${name}: ${t('chat.hours.to')}`}
              value={to === '24:00' ? '00:00' : to}
              disabled={isDisabled}
              onChange={(event) => set(n, 1, event.currentTarget.value)}
            />
            {!isDisabled && (
              <ActionIcon
                aria-label={`${name}: ${t('chat.hours.remove')}`}
                onClick={() => onChange(day.filter((_, index) => index !== n))}
              >
                <IconX size={16} />
              </ActionIcon>
            )}
          </Group>
        ))
      )}
      {!isDisabled && day.length > 0 && (
        <Group gap={4}>
          {!isWhole(day) && (
            <ActionIcon
              aria-label={`${name}: ${t('chat.hours.add')}`}
              onClick={() => onChange([...day, ['19:00', '21:00']])}
            >
              <IconPlus size={16} />
            </ActionIcon>
          )}
          <Button variant="subtle" size="compact-sm" onClick={() => onChange([isWhole(day) ? OFFICE : WHOLE])}>
            {isWhole(day) ? t('chat.hours.some') : t('chat.hours.whole')}
          </Button>
        </Group>
      )}
    </Group>
  );
}

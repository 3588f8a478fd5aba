import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/lib/format';
import { useNow } from '@/lib/now';
import type { SavedTriggerDetails } from '../api/triggers';
import { Bars } from '../parts/Bars';
import { lastDays } from './lastDays';

const SHOWN = 30;

/** How often it fired on each of the last days (UTC), drawn small. */
export function FiredDays({ days }: Pick<SavedTriggerDetails, 'days'>) {
  const { t } = useTranslation();
  const { locale, number } = useFormat();
  const shown = lastDays(days, useNow(), SHOWN);
  const sum = shown.reduce((all, { fired }) => all + fired, 0);
  // A point is a calendar day, not a moment: no zone may move it.
  const name = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' });
  const told = t('triggers.firedTimes', { count: sum, formatted: number(sum) });
  return (
    <div>
      <Text size="sm" mb={6}>
        {told}
      </Text>
      {sum > 0 && (
        <Bars
          height={56}
          label={told}
          bars={shown.map(({ day, fired }) => ({
            key: day,
            told: `${name.format(Date.parse(day))} · ${number(fired)}`,
            count: fired,
          }))}
        />
      )}
    </div>
  );
}

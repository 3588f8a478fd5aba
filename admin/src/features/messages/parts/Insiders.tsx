import { Checkbox } from '@mantine/core';
import { useQueries } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { countQuery } from '@/lib/conditions/api';
import type { Condition } from '@/lib/conditions/language';
import { useFormat } from '@/lib/format';
import type { Entry } from '../api/graph';

interface InsidersProps {
  entry: Entry;
  onChange: (alsoInside: boolean) => void;
}

/** Those who are in the segment already: they get nothing unless one says so, and how many they are. */
export function Insiders({ entry, onChange }: InsidersProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const segments = [
    ...new Set(
      entry.triggers.flatMap((each) =>
        'segment' in each && each.on === 'entered' && each.segment ? [each.segment] : [],
      ),
    ),
  ];
  const filters = segments.map(
    (segment): Condition => (entry.audience ? { all: [{ segment }, entry.audience] } : { segment }),
  );
  const counts = useQueries({ queries: filters.map((filter) => countQuery(filter)) });
  if (segments.length === 0) return null;
  const count = counts.every(({ data }) => data !== undefined)
    ? counts.reduce((sum, { data }) => sum + (data?.count ?? 0), 0)
    : undefined;
  return (
    <Checkbox
      mt="sm"
      checked={entry.also_inside ?? false}
      onChange={(event) => onChange(event.currentTarget.checked)}
      label={
        count === undefined
          ? t('messages.inside.label')
          : t('messages.inside.labelCount', { count, formatted: format.number(count) })
      }
      description={t('messages.inside.text')}
    />
  );
}

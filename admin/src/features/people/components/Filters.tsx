import { Button, Chip, Group, SegmentedControl } from '@mantine/core';
import { IconFilter } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { SearchField } from '@/components/ui/SearchField';

export interface FilterValues {
  q?: string;
  stage?: string;
  online?: string;
  today?: string;
}

interface FiltersProps {
  values: FilterValues;
  onChange: (
    patch: Record<keyof FilterValues, string | null> | Partial<Record<keyof FilterValues, string | null>>,
  ) => void;
  /** Whether conditions are asked or being made. */
  isFiltering: boolean;
  onFilter: () => void;
}

export function Filters({ values, onChange, isFiltering, onFilter }: FiltersProps) {
  const { t } = useTranslation();
  const stages = [
    { value: '', label: t('common.all') },
    { value: 'visitor', label: t('people.stages.visitor') },
    { value: 'lead', label: t('people.stages.lead') },
    { value: 'user', label: t('people.stages.user') },
    { value: 'buyer', label: t('people.stages.buyer') },
  ];
  return (
    <Group gap="xs" mb="sm">
      <SearchField
        value={values.q ?? ''}
        onChange={(q) => onChange({ q: q || null })}
        placeholder={t('people.search')}
        width={320}
      />
      <SegmentedControl
        size="xs"
        aria-label={t('people.column.stage')}
        data={stages}
        value={values.stage ?? ''}
        onChange={(stage) => onChange({ stage: stage || null })}
      />
      <Chip
        size="sm"
        color="teal"
        variant="outline"
        checked={values.online === '1'}
        onChange={(on) => onChange({ online: on ? '1' : null })}
      >
        {t('people.online')}
      </Chip>
      {values.today === 'leads' ? (
        <Chip size="sm" variant="outline" checked onChange={() => onChange({ today: null })}>
          {t('people.leadsToday')}
        </Chip>
      ) : (
        <Chip
          size="sm"
          variant="outline"
          checked={values.today === 'visitors'}
          onChange={(on) => onChange({ today: on ? 'visitors' : null })}
        >
          {t('people.seenToday')}
        </Chip>
      )}
      <Button
        size="xs"
        variant={isFiltering ? 'light' : 'default'}
        leftSection={<IconFilter size={15} stroke={1.8} />}
        aria-expanded={isFiltering}
        onClick={onFilter}
      >
        {t('segments.filter')}
      </Button>
    </Group>
  );
}

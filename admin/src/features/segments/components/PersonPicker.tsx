import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { personTitle } from '@/lib/person';
import { foundPeopleQuery } from '../api';

/** One person, found by name, contact or id. */
export function PersonPicker({ person, onPick }: { person: string; onPick: (id: string) => void }) {
  const { t } = useTranslation();
  const [search, setSearch] = useState('');
  const [asked] = useDebouncedValue(search || person, 200);
  const found = useQuery(foundPeopleQuery(asked));
  const items = found.data?.items ?? [];
  return (
    <Select
      aria-label={t('segments.person')}
      placeholder={t('people.search')}
      searchable
      clearable
      maw={360}
      mt={4}
      value={items.some((item) => item.id === person) ? person : null}
      data={items.map((item) => ({ value: item.id, label: personTitle(t, item) }))}
      filter={({ options }) => options}
      searchValue={search}
      onSearchChange={setSearch}
      onChange={(id) => onPick(id ?? '')}
      nothingFoundMessage={asked ? t('people.nobodyFits') : undefined}
    />
  );
}

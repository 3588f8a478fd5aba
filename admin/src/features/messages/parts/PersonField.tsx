import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/lib/api/client';
import type { PeoplePage } from '@/lib/api/types';
import { personTitle } from '@/lib/person';

const SHOWN = 8;

/** A few people by name, contact or id; none asked for: those seen last. */
const foundQuery = (search: string) =>
  queryOptions({
    queryKey: ['people', 'found', search],
    queryFn: ({ signal }) => api.post<PeoplePage>('/profiles/search', { search, limit: SHOWN }, signal),
    placeholderData: keepPreviousData,
  });

interface PersonFieldProps {
  label: string;
  placeholder: string;
  person: string;
  onPick: (id: string) => void;
}

/** One person, found by name, contact or id. */
export function PersonField({ label, placeholder, person, onPick }: PersonFieldProps) {
  const { t } = useTranslation();
  const [search, setSearch] = useState('');
  const [chosen, setChosen] = useState<{ value: string; label: string } | null>(null);
  const [asked] = useDebouncedValue(search, 200);
  const found = useQuery(foundQuery(asked === chosen?.label ? '' : asked));
  const items = found.data?.items.map((item) => ({ value: item.id, label: personTitle(t, item) })) ?? [];
  const shown = chosen && !items.some(({ value }) => value === chosen.value) ? [chosen, ...items] : items;
  return (
    <Select
      label={label}
      placeholder={placeholder}
      searchable
      clearable
      size="sm"
      value={person || null}
      data={shown}
      filter={({ options }) => options}
      searchValue={search}
      onSearchChange={setSearch}
      onChange={(id, option) => {
        setChosen(id && option ? { value: id, label: option.label } : null);
        onPick(id ?? '');
      }}
      nothingFoundMessage={asked ? t('people.nobodyFits') : undefined}
    />
  );
}

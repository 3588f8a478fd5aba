import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconUser } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PersonRow } from '@/lib/api/types';
import { personTitle } from '@/lib/person';
import { peopleQuery } from '../api';

interface PersonFieldProps {
  /** Id of the chosen person, empty for everybody. */
  value: string;
  onChange: (id: string | null) => void;
}

/** Chooses one person by name, address, phone or id; the server then looks for his events only. */
export function PersonField({ value, onChange }: PersonFieldProps) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [search] = useDebouncedValue(text.trim(), 200);
  // The one a link names is found by his id.
  const chosen = useQuery(peopleQuery(value));
  const found = useQuery({ ...peopleQuery(search), placeholderData: keepPreviousData });
  const optionOf = (person: PersonRow) => ({ value: person.id, label: personTitle(t, person) });
  const own = chosen.data?.items.filter((person) => person.id === value) ?? [];
  const others = search ? (found.data?.items ?? []).filter((person) => person.id !== value) : [];
  const known = [...own, ...others].map(optionOf);
  const data = value && own.length === 0 ? [{ value, label: value.slice(-4) }, ...known] : known;
  return (
    <Select
      searchable
      clearable
      w={{ base: '100%', xs: 240 }}
      aria-label={t('events.byPerson')}
      placeholder={t('events.byPerson')}
      leftSection={<IconUser size={16} stroke={1.7} />}
      data={data}
      value={value || null}
      onChange={onChange}
      onSearchChange={setText}
      // The server has found them already, by more than what is shown.
      filter={({ options }) => options}
      nothingFoundMessage={search && !found.isFetching ? t('shell.nothingFound') : undefined}
      clearButtonProps={{ 'aria-label': t('common.clear') }}
    />
  );
}

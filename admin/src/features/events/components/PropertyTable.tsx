import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Column } from '@/components/ui/DataTable';
import { Moment } from '@/components/ui/Moment';
import type { PropertyDefinition } from '@/lib/api/types';
import { propertyTitle, valueTypes } from '@/lib/properties';
import { usePropertyMeanings } from '@/lib/properties/meanings';
import { personPropertiesQuery } from '../api';
import { type CatalogueProps, DefinitionTable, SentName } from './DefinitionTable';

/** Every property of people ever seen. */
export function PropertyTable({ search, hasHidden, onOpen }: CatalogueProps) {
  const { t } = useTranslation();
  const query = useQuery(personPropertiesQuery);
  const meanings = usePropertyMeanings();
  const text = search.toLowerCase();
  const titleOf = (row: PropertyDefinition) => propertyTitle(t, row.name);
  const fits = (row: PropertyDefinition) =>
    (hasHidden || !row.is_hidden) &&
    (row.name.toLowerCase().includes(text) || titleOf(row).toLowerCase().includes(text));
  const columns: Column<PropertyDefinition>[] = [
    {
      key: 'title',
      title: t('events.property'),
      width: 220,
      render: (row) => (
        <Text span inherit fw={500}>
          {titleOf(row)}
        </Text>
      ),
    },
    { key: 'name', title: t('events.name'), width: 220, render: (row) => <SentName>{row.name}</SentName> },
    { key: 'types', title: t('events.types'), width: 140, render: (row) => valueTypes(t, row.types) },
  ];
  return (
    <DefinitionTable<PropertyDefinition>
      label={t('events.personProperties')}
      query={query}
      rows={query.data?.items.filter(fits)}
      columns={columns}
      onOpen={(definition) => onOpen({ kind: 'properties', definition })}
      meaningOf={(row) => meanings.get(row.name)}
      titleOf={titleOf}
      noteOf={(row) => (
        <>
          {row.name} · <Moment at={row.last_seen} />
        </>
      )}
    />
  );
}

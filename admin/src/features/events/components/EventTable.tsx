import { Badge, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Dash } from '@/components/ui/Dash';
import type { Column } from '@/components/ui/DataTable';
import { EventIcon } from '@/components/ui/EventIcon';
import { Moment } from '@/components/ui/Moment';
import type { EventDefinition } from '@/lib/api/types';
import { useEventMeanings, useEventTitles, withTitled } from '@/lib/events/titles';
import { eventsQuery } from '../api';
import { type CatalogueProps, DefinitionTable, SentName } from './DefinitionTable';

/** Every event ever seen. */
export function EventTable({ search, hasHidden, onOpen }: CatalogueProps) {
  const { t } = useTranslation();
  const titles = useEventTitles();
  const meanings = useEventMeanings();
  const query = useQuery(eventsQuery(search));
  // The server knows names and descriptions; titles are words of the interface.
  const all = useQuery(eventsQuery(''));
  const rows = query.data && withTitled(query.data.items, all.data?.items ?? [], titles, search);
  const columns: Column<EventDefinition>[] = [
    {
      key: 'name',
      title: t('events.event'),
      width: 360,
      render: (row) => <EventName definition={row} title={titles.get(row.name)} />,
    },
    {
      key: 'original',
      title: t('events.originalNames'),
      width: 150,
      render: (row) => row.original_names.filter((name) => name !== row.name).join(', ') || <Dash />,
    },
  ];
  return (
    <DefinitionTable<EventDefinition>
      label={t('events.events')}
      query={query}
      rows={rows?.filter((row) => hasHidden || !row.is_hidden)}
      columns={columns}
      onOpen={(definition) => onOpen({ kind: 'events', definition })}
      meaningOf={(row) => meanings.get(row.name)}
      titleOf={(row) => titles.get(row.name) ?? row.name}
      noteOf={(row) => (
        <>
          {titles.has(row.name) && `${row.name} · `}
          <Moment at={row.last_seen} />
          {[row.description || meanings.get(row.name)].filter(Boolean).map((text) => ` · ${text}`)}
        </>
      )}
    />
  );
}

/** The icon, the name in words if it is a standard one, and the name as it is sent. */
function EventName({ definition, title }: { definition: EventDefinition; title: string | undefined }) {
  const { t } = useTranslation();
  return (
    <Group gap={10} wrap="nowrap">
      <EventIcon name={definition.name} />
      <Text span inherit fw={500} truncate>
        {title ?? definition.name}
      </Text>
      {title !== undefined && <SentName isFaint>{definition.name}</SentName>}
      {definition.is_hidden && (
        <Badge size="xs" color="gray">
          {t('events.hidden')}
        </Badge>
      )}
    </Group>
  );
}

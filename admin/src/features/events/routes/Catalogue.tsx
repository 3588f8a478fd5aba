import { Badge, Group, SegmentedControl, Switch, Text } from '@mantine/core';
import { IconBook2 } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Column, DataTable } from '@/components/ui/DataTable';
import { EventIcon } from '@/components/ui/EventIcon';
import { Moment } from '@/components/ui/Moment';
import { Page } from '@/components/ui/Page';
import { SearchField } from '@/components/ui/SearchField';
import { Empty } from '@/components/ui/states';
import type { EventDefinition, PropertyDefinition } from '@/lib/api/types';
import { useEventTitles, withTitled } from '@/lib/events/titles';
import { propertyTitle } from '@/lib/properties';
import { useUrlState } from '@/lib/urlState';
import { eventsQuery, personPropertiesQuery } from '../api';
import { DefinitionDrawer, type Opened } from '../components/DefinitionDrawer';

/** Every event and property ever seen: what it is, when it came last, what values it takes. */
export function Component() {
  const { t } = useTranslation();
  const [values, change] = useUrlState(['kind', 'q', 'hidden'] as const);
  const [opened, open] = useState<Opened | null>(null);
  const isProperties = values.kind === 'properties';
  const props = { search: values.q ?? '', hasHidden: values.hidden === '1', onOpen: open };
  return (
    <Page title={t('shell.nav.catalogue')} width="full">
      <Group gap="xs" mb="sm">
        <SegmentedControl
          size="xs"
          aria-label={t('shell.nav.catalogue')}
          value={isProperties ? 'properties' : 'events'}
          onChange={(kind) => change({ kind: kind === 'events' ? null : kind })}
          data={[
            { value: 'events', label: t('events.events') },
            { value: 'properties', label: t('events.personProperties') },
          ]}
        />
        <SearchField value={values.q ?? ''} onChange={(q) => change({ q: q || null })} placeholder={t('events.find')} />
        <Switch
          label={t('events.showHidden')}
          checked={props.hasHidden}
          onChange={(event) => change({ hidden: event.currentTarget.checked ? '1' : null })}
        />
      </Group>
      {isProperties ? <PropertyTable {...props} /> : <EventTable {...props} />}
      <DefinitionDrawer opened={opened} onClose={() => open(null)} />
    </Page>
  );
}

interface TableProps {
  search: string;
  hasHidden: boolean;
  onOpen: (opened: Opened) => void;
}

function useEmpty() {
  const { t } = useTranslation();
  return <Empty icon={IconBook2} title={t('events.catalogueEmpty')} text={t('events.catalogueEmptyText')} />;
}

function EventTable({ search, hasHidden, onOpen }: TableProps) {
  const { t } = useTranslation();
  const titles = useEventTitles();
  const query = useQuery(eventsQuery(search));
  // The server knows names and descriptions; titles are words of the interface.
  const all = useQuery(eventsQuery(''));
  const rows = query.data && withTitled(query.data.items, all.data?.items ?? [], titles, search);
  const empty = useEmpty();
  const columns: Column<EventDefinition>[] = [
    {
      key: 'name',
      title: t('events.event'),
      width: 400,
      render: (row) => (
        <Group gap={10} wrap="nowrap">
          <EventIcon name={row.name} />
          <Text span inherit fw={500} truncate>
            {titles.get(row.name) ?? row.name}
          </Text>
          {titles.has(row.name) && (
            <Text span ff="monospace" fz={12} c="dimmed" truncate>
              {row.name}
            </Text>
          )}
          {row.is_hidden && (
            <Badge size="xs" color="gray">
              {t('events.hidden')}
            </Badge>
          )}
        </Group>
      ),
    },
    {
      key: 'description',
      title: t('events.description'),
      width: 280,
      render: (row) =>
        row.description || (
          <Text span inherit c="dimmed">
            —
          </Text>
        ),
    },
    {
      key: 'original',
      title: t('events.originalNames'),
      width: 200,
      render: (row) =>
        row.original_names.filter((name) => name !== row.name).join(', ') || (
          <Text span inherit c="dimmed">
            —
          </Text>
        ),
    },
    { key: 'last', title: t('events.lastSeen'), width: 140, render: (row) => <Moment at={row.last_seen} /> },
  ];
  return (
    <DataTable<EventDefinition>
      fill
      label={t('events.events')}
      columns={columns}
      rows={rows?.filter((row) => hasHidden || !row.is_hidden)}
      rowKey={(row) => row.name}
      error={query.error}
      onRetry={() => void query.refetch()}
      onOpen={(definition) => onOpen({ kind: 'events', definition })}
      empty={empty}
      compact={(row) => (
        <>
          <Text size="sm" fw={500} truncate>
            {titles.get(row.name) ?? row.name}
          </Text>
          <Text size="xs" c="dimmed" truncate>
            {titles.has(row.name) && `${row.name} · `}
            <Moment at={row.last_seen} /> {row.description}
          </Text>
        </>
      )}
    />
  );
}

function PropertyTable({ search, hasHidden, onOpen }: TableProps) {
  const { t } = useTranslation();
  const query = useQuery(personPropertiesQuery);
  const empty = useEmpty();
  const text = search.toLowerCase();
  const fits = (row: PropertyDefinition) =>
    (hasHidden || !row.is_hidden) &&
    (row.name.toLowerCase().includes(text) || propertyTitle(t, row.name).toLowerCase().includes(text));
  const columns: Column<PropertyDefinition>[] = [
    {
      key: 'title',
      title: t('events.property'),
      width: 220,
      render: (row) => (
        <Text span inherit fw={500}>
          {propertyTitle(t, row.name)}
        </Text>
      ),
    },
    {
      key: 'name',
      title: t('events.name'),
      width: 220,
      render: (row) => (
        <Text span ff="monospace" fz={12}>
          {row.name}
        </Text>
      ),
    },
    {
      key: 'types',
      title: t('events.types'),
      width: 140,
      render: (row) =>
        row.types.map((type) => t(`common.valueType.${type as 'text'}`, { defaultValue: type })).join(', '),
    },
    {
      key: 'description',
      title: t('events.description'),
      width: 280,
      render: (row) =>
        row.description || (
          <Text span inherit c="dimmed">
            —
          </Text>
        ),
    },
    { key: 'last', title: t('events.lastSeen'), width: 140, render: (row) => <Moment at={row.last_seen} /> },
  ];
  return (
    <DataTable<PropertyDefinition>
      fill
      label={t('events.personProperties')}
      columns={columns}
      rows={query.data?.items.filter(fits)}
      rowKey={(row) => row.name}
      error={query.error}
      onRetry={() => void query.refetch()}
      onOpen={(definition) => onOpen({ kind: 'properties', definition })}
      empty={empty}
      compact={(row) => (
        <>
          <Text size="sm" fw={500} truncate>
            {propertyTitle(t, row.name)}
          </Text>
          <Text size="xs" c="dimmed" truncate>
            {row.name} · <Moment at={row.last_seen} />
          </Text>
        </>
      )}
    />
  );
}

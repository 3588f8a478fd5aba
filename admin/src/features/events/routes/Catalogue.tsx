import { Group, SegmentedControl, Switch } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Page } from '@/components/ui/Page';
import { SearchField } from '@/components/ui/SearchField';
import { useUrlState } from '@/lib/urlState';
import { DefinitionDrawer, type Opened } from '../components/DefinitionDrawer';
import { EventTable } from '../components/EventTable';
import { PropertyTable } from '../components/PropertyTable';

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

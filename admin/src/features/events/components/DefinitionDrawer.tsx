import { Button, Code, Drawer, Group, Stack, Switch, Text, Textarea } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Moment } from '@/components/ui/Moment';
import { Failure, Lines } from '@/components/ui/states';
import { useToasts } from '@/components/ui/toast';
import type { EventDefinition, EventProperty, PropertyDefinition } from '@/lib/api/types';
import { textOf } from '@/lib/events/sentence';
import { useEventMeanings, useEventTitles } from '@/lib/events/titles';
import { propertyTitle, valueTypes } from '@/lib/properties';
import { usePropertyMeanings } from '@/lib/properties/meanings';
import { useCan } from '@/lib/session';
import { changeDefinition, type DefinitionPatch, eventPropertiesQuery } from '../api';

export type Opened =
  | { kind: 'events'; definition: EventDefinition }
  | { kind: 'properties'; definition: PropertyDefinition };

export function DefinitionDrawer({ opened, onClose }: { opened: Opened | null; onClose: () => void }) {
  return (
    <Drawer opened={opened !== null} onClose={onClose} size="md" title={opened && <Heading opened={opened} />}>
      {opened && <Definition key={opened.definition.name} opened={opened} />}
    </Drawer>
  );
}

/** The name in words, if it is a standard one, and as it is sent. */
function Heading({ opened: { kind, definition } }: { opened: Opened }) {
  const { t } = useTranslation();
  const titles = useEventTitles();
  const { name } = definition;
  const title = kind === 'events' ? (titles.get(name) ?? name) : propertyTitle(t, name);
  return (
    <>
      {title !== name && `${title} `}
      <Code fz="sm">{name}</Code>
    </>
  );
}

function Definition({ opened }: { opened: Opened }) {
  const { t } = useTranslation();
  const ofEvents = useEventMeanings();
  const ofProperties = usePropertyMeanings();
  const { kind, definition } = opened;
  const meaning = (kind === 'events' ? ofEvents : ofProperties).get(definition.name);
  return (
    <Stack>
      {meaning !== undefined && <Text size="sm">{meaning}</Text>}
      <Text size="sm" c="dimmed">
        {t('events.firstSeen')} <Moment at={definition.first_seen} as="moment" /> · {t('events.lastSeenLine')}{' '}
        <Moment at={definition.last_seen} />
      </Text>
      {kind === 'events' && (
        <Button component={Link} to={`/events/live?name=${encodeURIComponent(definition.name)}`} variant="default">
          {t('events.watch')}
        </Button>
      )}
      <DescriptionForm opened={opened} />
      {kind === 'events' && <Values event={definition.name} />}
    </Stack>
  );
}

function DescriptionForm({ opened: { kind, definition } }: { opened: Opened }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const toasts = useToasts();
  const canEdit = useCan('people_write');
  const [text, setText] = useState(definition.description);
  const [isHidden, setHidden] = useState(definition.is_hidden);
  const save = useMutation({
    mutationFn: (patch: DefinitionPatch) => changeDefinition(kind, definition.name, patch),
    onSuccess: async () => {
      toasts.done(t('common.saved'));
      await client.invalidateQueries({ queryKey: ['catalog'] });
    },
    onError: (error) => {
      setHidden(definition.is_hidden);
      toasts.failed(error);
    },
  });
  const hide = (next: boolean) => {
    setHidden(next);
    save.mutate({ is_hidden: next });
  };
  if (!canEdit) return <Text size="sm">{definition.description}</Text>;
  return (
    <Stack gap="xs">
      <Textarea
        label={t('events.description')}
        placeholder={t('events.descriptionHint')}
        autosize
        minRows={2}
        maxLength={500}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Group justify="space-between">
        <Switch label={t('events.hide')} checked={isHidden} onChange={(event) => hide(event.currentTarget.checked)} />
        <Button
          disabled={text === definition.description}
          loading={save.isPending}
          onClick={() => save.mutate({ description: text.trim() })}
        >
          {t('common.save')}
        </Button>
      </Group>
    </Stack>
  );
}

/** The properties an event came with, and real values of each. */
function Values({ event }: { event: string }) {
  const { t } = useTranslation();
  const query = useQuery(eventPropertiesQuery(event));
  if (query.error) return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Lines />;
  if (query.data.items.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {t('card.noProperties')}
      </Text>
    );
  return (
    <div>
      <Text fw={600} size="sm" mb={6}>
        {t('events.properties')}
      </Text>
      {query.data.items.map((property) => (
        <PropertyValues key={property.name} property={property} />
      ))}
    </div>
  );
}

function PropertyValues({ property }: { property: EventProperty }) {
  const { t } = useTranslation();
  const values = property.values.map(textOf).filter(Boolean);
  return (
    <div style={{ padding: '8px 0', borderTop: '1px solid var(--line)' }}>
      <Group justify="space-between" gap="xs">
        <Code>{property.name}</Code>
        <Text size="xs" c="dimmed">
          {valueTypes(t, property.types)}
        </Text>
      </Group>
      {values.length > 0 && (
        <Text size="xs" c="dimmed" mt={4} lineClamp={3} style={{ overflowWrap: 'anywhere' }}>
          {values.join(' · ')}
        </Text>
      )}
    </div>
  );
}

import { Badge, Group, SegmentedControl, Text } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Pairs } from '@/components/person/Pairs';
import { JsonBlock } from '@/components/ui/Code';
import { EventIcon } from '@/components/ui/EventIcon';
import { Moment } from '@/components/ui/Moment';
import type { PersonEvent } from '@/lib/api/types';
import { pathOf, sentenceOf } from '@/lib/events/sentence';
import { useFormat } from '@/lib/format';
import classes from '../card.module.css';

/** One thing that happened, in words; a click shows all of it. */
export function FeedEvent({ event, isMarked }: { event: PersonEvent; isMarked: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [isOpen, setOpen] = useState(false);
  const path = pathOf(event.url);
  const isPage = event.name === '$page_viewed';
  return (
    <div className={classes.event}>
      <button type="button" className={classes.row} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <EventIcon name={event.name} />
        <span className={classes.text}>
          {sentenceOf(t, format, event)}
          {isPage && path && (
            <span className={classes.url} style={{ display: 'block' }}>
              {path}
            </span>
          )}
        </span>
        {isMarked && (
          <Badge size="xs" color="gray">
            {t('card.quiet')}
          </Badge>
        )}
        <Text span size="xs" c="dimmed">
          <Moment at={event.timestamp} as="time" />
        </Text>
        <IconChevronRight
          size={14}
          style={{ opacity: 0.5, flex: 'none', transform: isOpen ? 'rotate(90deg)' : 'none' }}
        />
      </button>
      {isOpen && <EventDetail event={event} />}
    </div>
  );
}

function EventDetail({ event }: { event: PersonEvent }) {
  const { t } = useTranslation();
  const [view, setView] = useState('properties');
  const pairs = Object.entries(event.properties);
  return (
    <div className={classes.detail}>
      <Group justify="space-between" mb={8}>
        <Text size="xs" c="dimmed">
          <code>{event.name}</code>
          {event.original_name && event.original_name !== event.name ? (
            <>
              {' '}
              ← <code>{event.original_name}</code>
            </>
          ) : null}{' '}
          · {event.source}
        </Text>
        <SegmentedControl
          size="xs"
          aria-label={t('card.view')}
          value={view}
          onChange={setView}
          data={[
            { value: 'properties', label: t('card.properties') },
            { value: 'json', label: 'JSON' },
          ]}
        />
      </Group>
      {view === 'json' && <JsonBlock value={event} />}
      {view === 'properties' && pairs.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('card.noProperties')}
        </Text>
      )}
      {view === 'properties' && (
        <Pairs
          pairs={pairs.map(([name, value]) => [
            name,
            typeof value === 'object' ? JSON.stringify(value) : String(value),
          ])}
        />
      )}
    </div>
  );
}

import { Badge, Box, Button, Chip, Group, Text } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Moment } from '@/components/ui/Moment';
import { Empty, Failure, Lines } from '@/components/ui/states';
import type { Profile } from '@/lib/api/types';
import { type EventKind, KINDS, LOOKS, namesOf } from '@/lib/events/kinds';
import { textOf } from '@/lib/events/sentence';
import { useFormat } from '@/lib/format';
import { feedQuery, ownEventsQuery } from '../api';
import classes from '../card.module.css';
import { groupFeed, type SessionGroup } from '../feed';
import { FeedEvent } from './FeedEvent';

/** Names behind the chosen kind; `null` asks for everything. */
function useNames(kind: EventKind | null): string[] | null {
  const own = useQuery({ ...ownEventsQuery, enabled: kind === 'custom' });
  return useMemo(() => {
    if (kind === null) return null;
    if (kind !== 'custom') return namesOf(kind);
    const names = own.data?.items.map((item) => item.name).filter((name) => !(name in LOOKS)) ?? [];
    // A name nobody can have: "none of them" must not read as "all".
    return names.length ? names.slice(0, 100) : ['\u2205'];
  }, [kind, own.data]);
}

/** All a person did, by day and by visit. */
export function Feed({ profile }: { profile: Profile }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [kind, setKind] = useState<EventKind | null>(null);
  const feed = useInfiniteQuery(feedQuery(profile.id, useNames(kind)));
  const events = useMemo(() => feed.data?.pages.flatMap((page) => page.items), [feed.data]);
  const days = useMemo(() => (events ? groupFeed(events, format.day) : []), [events, format]);
  return (
    <section aria-label={t('card.feed')} style={{ minWidth: 0 }}>
      <KindFilter kind={kind} onChange={setKind} />
      {feed.error && !events ? <Failure error={feed.error} onRetry={() => void feed.refetch()} /> : null}
      {!events && !feed.error && (
        <Box mt="md">
          <Lines count={9} height={22} />
        </Box>
      )}
      {events?.length === 0 && (
        <Empty
          icon={IconHistory}
          title={kind ? t('card.nothingOfKind') : t('card.nothingYet')}
          text={kind ? undefined : t('card.nothingYetText')}
        />
      )}
      {days.map((day) => (
        <div key={day.day}>
          <div className={classes.day}>{day.day}</div>
          {day.sessions.map((group) => (
            <Session key={group.key} group={group} />
          ))}
        </div>
      ))}
      {feed.hasNextPage && (
        <Button fullWidth variant="default" loading={feed.isFetchingNextPage} onClick={() => void feed.fetchNextPage()}>
          {t('card.earlier')}
        </Button>
      )}
    </section>
  );
}

function KindFilter({ kind, onChange }: { kind: EventKind | null; onChange: (kind: EventKind | null) => void }) {
  const { t } = useTranslation();
  return (
    <Chip.Group value={kind ?? ''} onChange={(value) => onChange(value === '' ? null : value)}>
      <Group gap={6} role="radiogroup" aria-label={t('card.filter')}>
        <Chip value="" size="xs" variant="light">
          {t('common.all')}
        </Chip>
        {KINDS.map((one) => (
          <Chip key={one} value={one} size="xs" variant="light">
            {t(`card.kind.${one}`)}
          </Chip>
        ))}
      </Group>
    </Chip.Group>
  );
}

function Session({ group }: { group: SessionGroup }) {
  const { t } = useTranslation();
  const format = useFormat();
  const pages = group.events.filter((event) => event.name === '$page_viewed').length;
  const [newest, oldest] = [group.events[0], group.events.at(-1)];
  const seconds = newest && oldest ? (Date.parse(newest.timestamp) - Date.parse(oldest.timestamp)) / 1000 : 0;
  const properties = group.start?.properties ?? {};
  const isHistory = group.events.every((event) => event.quiet);
  const parts = [
    pages > 0 && t('card.pages', { count: pages, formatted: format.number(pages) }),
    seconds >= 1 && format.duration(seconds),
    [properties.browser, properties.os].map(textOf).filter(Boolean).join(', '),
    textOf(properties.city),
  ].filter(Boolean);
  return (
    <div className={classes.session}>
      {group.isSession && (
        <div className={classes.sessionHead}>
          <Text span inherit fw={600}>
            {t('card.session')}
          </Text>
          {oldest && <Moment at={oldest.timestamp} as="time" />}
          <Text span inherit truncate>
            {parts.join(' · ')}
          </Text>
          {isHistory && (
            <Badge size="xs" color="gray" ml="auto">
              {t('card.quiet')}
            </Badge>
          )}
        </div>
      )}
      {group.events.map((event) => (
        <FeedEvent
          key={`${event.message_id}:${event.name}:${event.timestamp}`}
          event={event}
          isMarked={event.quiet && !(isHistory && group.isSession)}
        />
      ))}
    </div>
  );
}

import { ActionIcon, Autocomplete, Box, Button, Chip, Group, Switch, Text, Tooltip } from '@mantine/core';
import { IconBolt, IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Page } from '@/components/ui/Page';
import { Empty, Failure, Lines } from '@/components/ui/states';
import type { RecentEvent } from '@/lib/api/types';
import { useLive, useThrottled } from '@/lib/live';
import { useUrlState } from '@/lib/urlState';
import { eventsQuery, type RecentFilter, recentQuery } from '../api';
import { EventDrawer } from '../components/EventDrawer';
import { EventLine } from '../components/EventLine';
import { EventsTabs } from '../components/EventsTabs';
import { PersonField } from '../components/PersonField';
import classes from '../events.module.css';

const REFRESH_MS = 1_000;

export function keyOf(event: RecentEvent): string {
  return `${event.message_id}:${event.name}:${event.timestamp}`;
}

/** Keys of events that came after the first reading: they light up once. */
function useFresh(events: RecentEvent[] | undefined): Set<string> {
  const known = useRef<Set<string> | null>(null);
  const [fresh, setFresh] = useState(new Set<string>());
  useEffect(() => {
    if (!events) return;
    const before = known.current;
    known.current = new Set(events.map(keyOf));
    setFresh(new Set(before ? [...known.current].filter((key) => !before.has(key)) : []));
  }, [events]);
  return fresh;
}

/** The debugger: what arrives, the moment it arrives. */
export function Component() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [values, change] = useUrlState(['name', 'person', 'today', 'bots', 'imported'] as const);
  const [isPaused, setPaused] = useState(false);
  const [opened, open] = useState<RecentEvent | null>(null);
  const filter = {
    hasBots: values.bots === '1',
    hasImported: values.imported === '1',
    isToday: values.today === '1',
    ...(values.name && { name: values.name }),
    ...(values.person && { person: values.person }),
  };
  const query = useQuery({ ...recentQuery(filter), enabled: !isPaused });
  const refresh = useThrottled(() => void client.invalidateQueries({ queryKey: ['events', 'recent'] }), REFRESH_MS);
  useLive(isPaused ? null : 'events', refresh);
  const events = query.data?.items;
  const fresh = useFresh(events);
  return (
    <Page
      title={t('shell.nav.live')}
      width="full"
      note={<StreamState isPaused={isPaused} />}
      actions={<PauseButton isPaused={isPaused} onChange={setPaused} />}
    >
      <EventsTabs value="live" />
      <Group gap="xs" mb="sm">
        <NameField value={values.name ?? ''} onChange={(name) => change({ name: name || null })} />
        <PersonField value={values.person ?? ''} onChange={(person) => change({ person })} />
        <Chip
          size="sm"
          variant="outline"
          checked={values.today === '1'}
          onChange={(on) => change({ today: on ? '1' : null })}
        >
          {t('events.today')}
        </Chip>
        <Switch
          label={t('events.withBots')}
          checked={values.bots === '1'}
          onChange={(event) => change({ bots: event.currentTarget.checked ? '1' : null })}
        />
        <Switch
          label={t('events.withImported')}
          checked={filter.hasImported}
          onChange={(event) => change({ imported: event.currentTarget.checked ? '1' : null })}
        />
      </Group>
      {query.error && !events ? <Failure error={query.error} onRetry={() => void query.refetch()} /> : null}
      {!events && !query.error && <Lines count={10} height={22} />}
      {events?.length === 0 && <Nothing filter={filter} onShowImported={() => change({ imported: '1' })} />}
      {events && events.length > 0 && (
        <ul className={classes.list} aria-label={t('events.stream')} tabIndex={0}>
          {events.map((event) => (
            <EventLine key={keyOf(event)} event={event} isFresh={fresh.has(keyOf(event))} onOpen={() => open(event)} />
          ))}
        </ul>
      )}
      <EventDrawer event={opened} onClose={() => open(null)} />
    </Page>
  );
}

function Nothing({ filter, onShowImported }: { filter: RecentFilter; onShowImported: () => void }) {
  const { t } = useTranslation();
  const all = useQuery({ ...recentQuery({ ...filter, hasImported: true }), enabled: !filter.hasImported });
  if (!filter.hasImported && all.data && all.data.items.length > 0)
    return (
      <Empty
        icon={IconBolt}
        title={t('events.onlyImported')}
        text={t('events.onlyImportedText')}
        action={
          <Button variant="default" onClick={onShowImported}>
            {t('events.showImported')}
          </Button>
        }
      />
    );
  if (filter.name || filter.person || filter.isToday)
    return <Empty icon={IconBolt} title={t('events.nothingFits')} text={t('events.nothingFitsText')} />;
  return (
    <Empty
      icon={IconBolt}
      title={t('overview.quiet')}
      text={t('overview.quietText')}
      action={
        <Button component={Link} to="/install">
          {t('overview.install')}
        </Button>
      }
    />
  );
}

function StreamState({ isPaused }: { isPaused: boolean }) {
  const { t } = useTranslation();
  return (
    <Group gap={6} wrap="nowrap" role="status">
      <Box w={8} h={8} bg={isPaused ? 'orange.5' : 'teal.6'} style={{ borderRadius: 4 }} />
      <Text size="sm" c="dimmed">
        {isPaused ? t('events.paused') : t('events.running')}
      </Text>
    </Group>
  );
}

function PauseButton({ isPaused, onChange }: { isPaused: boolean; onChange: (isPaused: boolean) => void }) {
  const { t } = useTranslation();
  const label = isPaused ? t('events.resume') : t('events.pause');
  return (
    <Tooltip label={label}>
      <ActionIcon variant="default" size={34} onClick={() => onChange(!isPaused)} aria-label={label}>
        {isPaused ? <IconPlayerPlay size={17} /> : <IconPlayerPause size={17} />}
      </ActionIcon>
    </Tooltip>
  );
}

function NameField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { t } = useTranslation();
  const catalogue = useQuery(eventsQuery(''));
  const [text, setText] = useState(value);
  const names = catalogue.data?.items.map((item) => item.name) ?? [];
  const choose = (next: string) => {
    setText(next);
    if (next === '' || names.includes(next)) onChange(next);
  };
  return (
    <Autocomplete
      w={{ base: '100%', xs: 240 }}
      data={names}
      value={text}
      onChange={choose}
      placeholder={t('events.byName')}
      aria-label={t('events.byName')}
      limit={50}
      onKeyDown={(event) => event.key === 'Enter' && onChange(text.trim())}
      clearable
      clearButtonProps={{ 'aria-label': t('common.clear') }}
    />
  );
}

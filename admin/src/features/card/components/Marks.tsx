import { Badge, Group, MultiSelect, Select, Stack, Switch, TagsInput, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Moment } from '@/components/ui/Moment';
import { Section } from '@/components/ui/Section';
import type { Profile } from '@/lib/api/types';
import { useCan } from '@/lib/session';
import { useTopicNames } from '@/lib/topics';
import { listsQuery, tagsQuery } from '../api/marks';
import { useChangeMark } from '../useChangeMark';
import { Confirmations } from './Confirmations';

const CHANNELS = [
  'email',
  'sms',
  'web_push',
  'app_push',
  'telegram',
  'vk',
  'max',
  'facebook',
  'chat',
  'popup',
] as const;
const MAX_TAG_CHARS = 60;

type Channel = (typeof CHANNELS)[number];
const isChannel = (name: string): name is Channel => CHANNELS.some((channel) => channel === name);

/** What the team put on the person, and what he takes. */
export function MarksSections({ profile }: { profile: Profile }) {
  return (
    <>
      <TagsSection profile={profile} />
      <ListsSection profile={profile} />
      <SubscriptionsSection profile={profile} />
    </>
  );
}

function Names({ names }: { names: string[] }) {
  return (
    <Group gap={6}>
      {names.map((name) => (
        <Badge key={name} variant="light" tt="none" maw="100%">
          {name}
        </Badge>
      ))}
    </Group>
  );
}

function TagsSection({ profile }: { profile: Profile }) {
  const { t } = useTranslation();
  const canTag = useCan('people_write');
  const change = useChangeMark(profile.id);
  const known = useQuery(tagsQuery).data ?? [];
  const titles = new Map(known.map(({ tag, title }) => [tag, title]));
  const shown = profile.tags.map((tag) => titles.get(tag) ?? tag);
  if (!canTag && shown.length === 0) return null;
  const tagOf = (title: string) => known.find((each) => each.title === title)?.tag ?? title;
  const save = (next: string[]) => {
    for (const title of next) {
      if (!shown.includes(title)) change({ kind: 'tag', tag: tagOf(title), isOn: true });
    }
    for (const title of shown) {
      if (!next.includes(title)) change({ kind: 'tag', tag: tagOf(title), isOn: false });
    }
  };
  return (
    <Section title={t('card.tags')}>
      {canTag ? (
        <TagsInput
          size="sm"
          aria-label={t('card.tags')}
          placeholder={shown.length === 0 ? t('card.addTag') : ''}
          data={known.map(({ title }) => title)}
          value={shown}
          onChange={save}
          maxLength={MAX_TAG_CHARS}
          acceptValueOnBlur={false}
        />
      ) : (
        <Names names={shown} />
      )}
    </Section>
  );
}

function ListsSection({ profile }: { profile: Profile }) {
  const { t } = useTranslation();
  const canList = useCan('segments_write');
  const change = useChangeMark(profile.id);
  const all = useQuery(listsQuery).data ?? [];
  if (profile.lists.length === 0 && (!canList || all.length === 0)) return null;
  const inside = profile.lists.map(({ id }) => id);
  const named = new Map([...profile.lists, ...all].map(({ id, name }) => [id, name]));
  const save = (next: string[]) => {
    for (const list of next) if (!inside.includes(list)) change({ kind: 'list', list, isOn: true });
    for (const list of inside) if (!next.includes(list)) change({ kind: 'list', list, isOn: false });
  };
  return (
    <Section title={t('card.lists')}>
      {canList ? (
        <MultiSelect
          size="sm"
          searchable
          aria-label={t('card.lists')}
          placeholder={inside.length === 0 ? t('card.addList') : ''}
          nothingFoundMessage={t('card.noList')}
          data={[...named].map(([value, label]) => ({ value, label }))}
          value={inside}
          onChange={save}
        />
      ) : (
        <Names names={profile.lists.map(({ name }) => name)} />
      )}
    </Section>
  );
}

function SubscriptionsSection({ profile }: { profile: Profile }) {
  const { t } = useTranslation();
  const canSubscribe = useCan('segments_write');
  const change = useChangeMark(profile.id);
  const topics = useTopicNames();
  const said = profile.subscriptions.toSorted((one, other) =>
    `${one.channel}/${one.topic}`.localeCompare(`${other.channel}/${other.topic}`),
  );
  if (!canSubscribe && said.length === 0) return null;
  const others = CHANNELS.filter((channel) => !said.some((each) => each.channel === channel && !each.topic));
  const nameOf = (channel: string) => (isChannel(channel) ? t(`card.channel.${channel}`) : channel);
  return (
    <Section title={t('card.subscriptions')}>
      <Stack gap={8}>
        {said.map(({ channel, topic, is_subscribed, at }) => (
          <Group key={`${channel}/${topic}`} justify="space-between" wrap="nowrap" gap="xs">
            <Switch
              size="sm"
              label={topic ? `${nameOf(channel)} · ${topics.get(topic) ?? topic}` : nameOf(channel)}
              checked={is_subscribed}
              disabled={!canSubscribe}
              onChange={({ currentTarget }) =>
                change({ kind: 'subscription', channel, topic, isOn: currentTarget.checked })
              }
            />
            <Text size="xs" c="dimmed" style={{ whiteSpace: 'nowrap' }}>
              <Moment at={at} />
            </Text>
          </Group>
        ))}
        {canSubscribe && others.length > 0 && (
          <Select
            size="xs"
            aria-label={t('card.subscribe')}
            placeholder={t('card.subscribe')}
            data={others.map((channel) => ({ value: channel, label: nameOf(channel) }))}
            value={null}
            onChange={(channel) => channel && change({ kind: 'subscription', channel, topic: '', isOn: true })}
          />
        )}
      </Stack>
      <Confirmations id={profile.id} />
    </Section>
  );
}

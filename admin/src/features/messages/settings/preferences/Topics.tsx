import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ColorField } from '@/components/ui/ColorField';
import { Section } from '@/components/ui/Section';
import { removeAt, replaceAt } from '@/lib/conditions/tree';
import type { ShownTopic } from '@/lib/topics';
import { allScenariosQuery } from '../../api/listed';
import type { PreferencePart } from './part';
import { TopicRow } from './TopicRow';

const HEX = /^#[\da-f]{6}$/i;
const SWATCHES = ['#2f5fd0', '#0f766e', '#15803d', '#7c3aed', '#be185d', '#c2410c', '#111827'];
const MOST = 50;
const MAX_CHARS = 200;

const newTopic = (topic: string): ShownTopic => ({
  topic,
  name: { ru: '', en: '' },
  text: { ru: '', en: '' },
  is_shown: true,
});

/** Topics in words for people: what stands on the page where they choose. */
export function Topics({ settings: { topics, accent }, change }: PreferencePart) {
  const { t } = useTranslation();
  const [typed, type] = useState('');
  const listed = useQuery(allScenariosQuery);
  const counts = new Map<string, number>();
  for (const topic of listed.data?.flatMap((each) => each.topics) ?? [])
    counts.set(topic, (counts.get(topic) ?? 0) + 1);
  const unnamed = [...counts.keys()].filter((topic) => !topics.some((each) => each.topic === topic)).toSorted();
  const add = (topic: string): void => {
    if (topic && topics.length < MOST && !topics.some((each) => each.topic === topic))
      change({ topics: [...topics, newTopic(topic)] });
  };
  const move = (from: number, to: number): void => {
    const moved = topics[from];
    if (moved && to >= 0 && to < topics.length) change({ topics: removeAt(topics, from).toSpliced(to, 0, moved) });
  };
  return (
    <Section title={t('messages.settings.topics')} text={t('messages.preferences.topicsText')}>
      <Stack gap="md">
        {topics.map((each, index) => (
          <TopicRow
            key={each.topic}
            value={each}
            count={counts.get(each.topic) ?? 0}
            onChange={(next) => change({ topics: replaceAt(topics, index, next) })}
            onMove={(by) => move(index, index + by)}
            onRemove={() => change({ topics: removeAt(topics, index) })}
          />
        ))}
        {unnamed.length > 0 && (
          <div>
            <Text size="sm" mb={6}>
              {t('messages.preferences.unnamed')}
            </Text>
            <Group gap={6}>
              {unnamed.map((topic) => (
                <Button key={topic} size="compact-sm" variant="default" onClick={() => add(topic)}>
                  {t('messages.preferences.name', { topic })}
                </Button>
              ))}
            </Group>
          </div>
        )}
        <Group align="flex-end" gap="xs">
          <TextInput
            style={{ flex: '1 1 200px', maxWidth: 320 }}
            label={t('messages.preferences.newTopic')}
            description={t('messages.preferences.newTopicText')}
            maxLength={MAX_CHARS}
            value={typed}
            onChange={(event) => type(event.currentTarget.value)}
          />
          <Button
            variant="default"
            disabled={typed.trim() === ''}
            onClick={() => {
              add(typed.trim());
              type('');
            }}
          >
            {t('messages.preferences.add')}
          </Button>
        </Group>
        <ColorField
          maw={320}
          label={t('messages.preferences.accent')}
          description={t('messages.preferences.accentText')}
          format="hex"
          swatches={SWATCHES}
          value={accent}
          onChange={(next) => HEX.test(next) && change({ accent: next })}
        />
      </Stack>
    </Section>
  );
}

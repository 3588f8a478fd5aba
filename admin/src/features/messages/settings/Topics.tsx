import { Badge, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Listed } from '@/components/ui/Listed';
import { Section } from '@/components/ui/Section';
import { allScenariosQuery } from '../api/listed';

/** What people may leave one by one: topics that messages carry. */
export function Topics() {
  const { t } = useTranslation();
  const listed = useQuery(allScenariosQuery);
  const counts = new Map<string, number>();
  for (const topic of listed.data?.flatMap(({ topics }) => topics) ?? [])
    counts.set(topic, (counts.get(topic) ?? 0) + 1);
  const topics = [...counts].sort(([one], [other]) => one.localeCompare(other));
  return (
    <Section title={t('messages.settings.topics')} text={t('messages.settings.topicsText')}>
      <Listed query={listed}>
        {topics.length === 0 ? (
          <Text size="sm" c="dimmed">
            {t('messages.settings.noTopics')}
          </Text>
        ) : (
          <Group gap={6}>
            {topics.map(([topic, count]) => (
              <Badge
                key={topic}
                component={Link}
                to={`/messages?q=${encodeURIComponent(topic)}`}
                variant="light"
                tt="none"
                style={{ cursor: 'pointer' }}
              >
                {`${topic} · ${count}`}
              </Badge>
            ))}
          </Group>
        )}
      </Listed>
    </Section>
  );
}

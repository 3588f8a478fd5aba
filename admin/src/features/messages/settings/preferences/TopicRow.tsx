import { ActionIcon, Badge, Group, Paper, SimpleGrid, Switch, Text, TextInput } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { ShownTopic } from '@/lib/topics';

const MAX_NAME = 100;
const MAX_TEXT = 300;

interface Props {
  value: ShownTopic;
  /** Messages that carry it. */
  count: number;
  onChange: (next: ShownTopic) => void;
  onMove: (by: number) => void;
  onRemove: () => void;
}

/** One topic: whether people see it, and in which words. */
export function TopicRow({ value, count, onChange, onMove, onRemove }: Props) {
  const { t } = useTranslation();
  const { topic } = value;
  const field = (of: 'name' | 'text', language: 'ru' | 'en') => ({
    label: t(`messages.preferences.fields.${of}.${language}`),
    value: value[of][language],
    maxLength: of === 'name' ? MAX_NAME : MAX_TEXT,
    onChange: (event: { currentTarget: { value: string } }) =>
      onChange({ ...value, [of]: { ...value[of], [language]: event.currentTarget.value } }),
  });
  return (
    <Paper component="section" aria-label={topic} p="sm" shadow="none">
      <Group justify="space-between" wrap="nowrap" mb={value.is_shown ? 'xs' : 0}>
        <Group gap="xs" style={{ minWidth: 0 }}>
          <Text fw={600} truncate>
            {topic}
          </Text>
          {count > 0 && (
            <Badge
              component={Link}
              to={`/messages?q=${encodeURIComponent(topic)}`}
              variant="light"
              tt="none"
              style={{ cursor: 'pointer' }}
            >
              {t('messages.preferences.messages', { count })}
            </Badge>
          )}
        </Group>
        <Group gap={4} wrap="nowrap">
          <ActionIcon aria-label={t('messages.preferences.up', { topic })} onClick={() => onMove(-1)}>
            <IconArrowUp size={16} />
          </ActionIcon>
          <ActionIcon aria-label={t('messages.preferences.down', { topic })} onClick={() => onMove(1)}>
            <IconArrowDown size={16} />
          </ActionIcon>
          <ActionIcon aria-label={t('messages.preferences.remove', { topic })} onClick={onRemove}>
            <IconX size={16} />
          </ActionIcon>
        </Group>
      </Group>
      <Switch
        size="sm"
        mb={value.is_shown ? 'xs' : 0}
        label={t('messages.preferences.isShown')}
        checked={value.is_shown}
        onChange={(event) => onChange({ ...value, is_shown: event.currentTarget.checked })}
      />
      {value.is_shown && (
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="xs" verticalSpacing="xs">
          <TextInput {...field('name', 'ru')} placeholder={topic} />
          <TextInput {...field('name', 'en')} placeholder={topic} />
          <TextInput {...field('text', 'ru')} />
          <TextInput {...field('text', 'en')} />
        </SimpleGrid>
      )}
    </Paper>
  );
}

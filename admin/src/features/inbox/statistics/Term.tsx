import { ActionIcon, Group, Text, Tooltip } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

export type TermName =
  | 'new'
  | 'answered'
  | 'missed'
  | 'waiting'
  | 'first_reply'
  | 'resolution'
  | 'csat'
  | 'hours'
  | 'comparison';

/** A word of the page with what exactly it means, for the pointer, the keyboard and touch. */
export function Term({ name, within }: { name: TermName; within?: string }) {
  const { t } = useTranslation();
  const title = t(`statistics.terms.${name}.title`);
  return (
    <Group gap={2} wrap="nowrap">
      <Text size="sm" c="dimmed" span style={{ overflowWrap: 'anywhere' }}>
        {title}
      </Text>
      <Meaning title={title} text={t(`statistics.terms.${name}.text`, { within })} />
    </Group>
  );
}

export function Meaning({ title, text }: { title: string; text: string }) {
  const { t } = useTranslation();
  return (
    <Tooltip label={text} multiline w={290} events={{ hover: true, focus: true, touch: true }}>
      <ActionIcon variant="subtle" color="gray" size={22} aria-label={t('statistics.meaning', { name: title })}>
        <IconInfoCircle size={14} stroke={1.8} />
      </ActionIcon>
    </Tooltip>
  );
}

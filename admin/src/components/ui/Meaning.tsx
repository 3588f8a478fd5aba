import { ActionIcon, Tooltip } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

/** What a word of the page means exactly, for the pointer, the keyboard and touch. */
export function Meaning({ title, text }: { title: string; text: string }) {
  const { t } = useTranslation();
  return (
    <Tooltip label={text} multiline w={290} events={{ hover: true, focus: true, touch: true }}>
      <ActionIcon variant="subtle" color="gray" size={22} aria-label={t('common.meaning', { name: title })}>
        <IconInfoCircle size={14} stroke={1.8} />
      </ActionIcon>
    </Tooltip>
  );
}

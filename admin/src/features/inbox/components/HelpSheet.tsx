import { Group, Modal, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { SHORTCUTS } from '../keys';
import classes from '../styles/person.module.css';

/** The keys, each with what it does. */
export function HelpSheet({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const lines = [
    ...SHORTCUTS.map(({ action, shown }) => ({ key: shown, text: t(`inbox.keys.${action}`) })),
    { key: 'Ctrl Enter', text: t('inbox.send') },
    { key: 'Ctrl K', text: t('inbox.keys.commands') },
    { key: '#', text: t('inbox.replies.insert') },
    { key: '@', text: t('inbox.keys.mention') },
    { key: '/…', text: t('inbox.keys.slash') },
  ];
  return (
    <Modal opened onClose={onClose} title={t('inbox.keys.title')}>
      {lines.map(({ key, text }) => (
        <Group key={key} justify="space-between" py={4} wrap="nowrap">
          <Text size="sm">{text}</Text>
          <kbd className={classes.key}>{key}</kbd>
        </Group>
      ))}
      <Text size="xs" c="dimmed" mt="sm">
        {t('inbox.keys.layout')}
      </Text>
    </Modal>
  );
}

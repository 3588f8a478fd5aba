import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from './states';

const UNDO_MS = 8_000;

export interface Toasts {
  done: (message: string) => void;
  failed: (error: unknown) => void;
  /** "Done", with a way back for a few seconds. */
  undoable: (message: string, undo: () => void) => void;
}

export function useToasts(): Toasts {
  const { t } = useTranslation();
  const textOf = useErrorText();
  return {
    done: (message) =>
      notifications.show({ message, icon: <IconCheck size={16} />, color: 'teal', withBorder: true, autoClose: 3_000 }),
    failed: (error) =>
      notifications.show({
        title: t('errors.notDone'),
        message: textOf(error),
        icon: <IconAlertTriangle size={16} />,
        color: 'red',
        withBorder: true,
        autoClose: 7_000,
      }),
    undoable: (message, undo) => {
      const id = crypto.randomUUID();
      const back = () => {
        notifications.hide(id);
        undo();
      };
      notifications.show({
        id,
        withBorder: true,
        icon: <IconCheck size={16} />,
        color: 'teal',
        autoClose: UNDO_MS,
        message: (
          <Group justify="space-between" wrap="nowrap">
            <Text size="sm">{message}</Text>
            <Button variant="light" size="compact-sm" onClick={back}>
              {t('common.undo')}
            </Button>
          </Group>
        ),
      });
    },
  };
}

import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconBell } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { refreshTasks } from '@/components/tasks/api';
import { useThrottled } from '@/lib/live';
import { useSession } from '@/lib/session';
import { hearSigns, type Sign } from '@/lib/signs';

/** What a reminder says: for which members, of which task. */
interface Reminder {
  for?: string;
  task?: number;
  title?: string;
}

const REFRESH_MS = 1_000;

/** On every page: tasks that others change are read anew, and a reminder of one's own is shown. */
export default function Watch() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { me } = useSession();
  const refresh = useThrottled(() => refreshTasks(client), REFRESH_MS);
  const remind = (task: string, title: string): void => {
    const id = `task-${task}`;
    const open = () => {
      notifications.hide(id);
      void navigate(`/tasks?task=${task}`);
    };
    notifications.show({
      id,
      withBorder: true,
      autoClose: false,
      icon: <IconBell size={16} />,
      title: t('tasks.reminder'),
      message: (
        <Group justify="space-between" wrap="nowrap">
          <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
            {title}
          </Text>
          <Button variant="light" size="compact-sm" onClick={open} style={{ flex: 'none' }}>
            {t('tasks.show')}
          </Button>
        </Group>
      ),
    });
  };
  const hear = useRef((_sign: Sign): void => undefined);
  useEffect(() => {
    hear.current = (sign) => {
      if (sign.kind !== 'task' && sign.kind !== 'task_reminder') return;
      refresh();
      const data = sign.data as Reminder;
      if (data.for?.split(',').includes(me.member.id)) remind(String(data.task), data.title ?? '');
    };
  });
  useEffect(() => hearSigns((sign) => hear.current(sign)), []);
  return null;
}

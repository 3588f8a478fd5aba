import { Alert, Button, Group, Text } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Moment } from '@/components/ui/Moment';
import type { WriteKey } from '@/lib/api/types';
import { useLive } from '@/lib/live';
import { firstEventQuery } from '../api';
import classes from '../install.module.css';
import { CheckSite } from './CheckSite';

/** Grey while nothing came, green from the first event on. */
export function Waiting({ writeKey }: { writeKey: WriteKey }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const status = useQuery(firstEventQuery(writeKey.id));
  const firstEventAt = status.data?.first_event_at ?? writeKey.first_event_at;
  useLive(
    firstEventAt ? null : 'events',
    () => void client.invalidateQueries({ queryKey: firstEventQuery(writeKey.id).queryKey }),
  );
  if (firstEventAt) {
    return (
      <Alert
        color="teal"
        variant="light"
        icon={<IconCheck size={20} />}
        title={t('install.works')}
        mb="md"
        role="status"
      >
        <Group justify="space-between">
          <Text size="sm">
            {t('install.worksText')} <Moment at={firstEventAt} />
          </Text>
          <Button component={Link} to="/events/live" size="xs" variant="default">
            {t('install.watch')}
          </Button>
        </Group>
        <CheckSite />
      </Alert>
    );
  }
  return (
    <Alert
      color="gray"
      variant="light"
      icon={<span className={classes.wave} />}
      title={t('install.waiting')}
      mb="md"
      role="status"
    >
      <Text size="sm" mb="xs">
        {t('install.waitingText')}
      </Text>
      <CheckSite />
    </Alert>
  );
}

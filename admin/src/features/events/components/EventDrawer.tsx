import { Button, Drawer, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { JsonBlock } from '@/components/ui/Code';
import { EventIcon } from '@/components/ui/EventIcon';
import { Moment } from '@/components/ui/Moment';
import type { RecentEvent } from '@/lib/api/types';

/** Everything an event brought, as it is stored. */
export function EventDrawer({ event, onClose }: { event: RecentEvent | null; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Drawer opened={event !== null} onClose={onClose} size="lg" title={t('events.event')}>
      {event && (
        <Stack gap="md">
          <Group gap="sm" wrap="nowrap">
            <EventIcon name={event.name} size={34} />
            <div style={{ minWidth: 0 }}>
              <Text fw={600} style={{ overflowWrap: 'anywhere' }}>
                {event.name}
              </Text>
              {event.original_name !== event.name && event.original_name && (
                <Text size="xs" c="dimmed">
                  {t('events.cameAs', { name: event.original_name })}
                </Text>
              )}
            </div>
          </Group>
          <Text size="sm" c="dimmed">
            {t('events.happened')} <Moment at={event.timestamp} as="exact" />, {t('events.arrived')}{' '}
            <Moment at={event.received_at} as="exact" />
          </Text>
          <Button component={Link} to={`/people/${event.person}`} variant="default">
            {t('events.toCard')}
          </Button>
          <JsonBlock value={event} />
        </Stack>
      )}
    </Drawer>
  );
}

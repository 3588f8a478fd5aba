import { Badge, Button, Group, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Moment } from '@/components/ui/Moment';
import { useToasts } from '@/components/ui/toast';
import { useCan } from '@/lib/session';
import { askAgain, type Confirmation, confirmationsQuery } from '../api/confirmations';

const COLOURS = { waiting: 'yellow', confirmed: 'green', expired: 'gray' } as const;

/** Subscriptions that the person asked for by himself, each with its proof. */
export function Confirmations({ id }: { id: string }) {
  const { t } = useTranslation();
  const found = useQuery(confirmationsQuery(id)).data ?? [];
  if (found.length === 0) return null;
  return (
    <Stack gap="sm" mt="md" component="section" aria-label={t('card.confirmations.title')}>
      <Text size="sm" fw={600}>
        {t('card.confirmations.title')}
      </Text>
      {found.map((each) => (
        <One key={each.id} id={id} value={each} />
      ))}
    </Stack>
  );
}

function One({ id, value }: { id: string; value: Confirmation }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const toasts = useToasts();
  const canAsk = useCan('segments_write');
  const again = useMutation({
    mutationFn: () => askAgain(id, value.id),
    onSuccess: () => {
      toasts.done(t('card.confirmations.sent'));
      return client.invalidateQueries(confirmationsQuery(id));
    },
    onError: toasts.failed,
  });
  return (
    <div>
      <Group gap="xs" wrap="nowrap" justify="space-between">
        <Text size="sm" truncate>
          {value.topic === '' ? t('card.confirmations.whole') : value.topic}
        </Text>
        <Badge color={COLOURS[value.state]} variant="light" tt="none" style={{ flex: 'none' }}>
          {t(`card.confirmations.states.${value.state}`)}
        </Badge>
      </Group>
      <Text size="xs" c="dimmed" component="div">
        {t('card.confirmations.asked')} <Moment at={value.asked_at} as="moment" />
        {value.ip && ` · ${value.ip}`}
      </Text>
      {value.text && <Text size="xs">«{value.text}»</Text>}
      {value.url && (
        <Text size="xs" c="dimmed" truncate>
          {value.url}
        </Text>
      )}
      {value.confirmed_at && (
        <Text size="xs" c="dimmed" component="div">
          {t('card.confirmations.confirmed')} <Moment at={value.confirmed_at} as="moment" />
          {value.confirmed_ip && ` · ${value.confirmed_ip}`}
          {value.confirmed_send_id &&
            ` · ${t('card.confirmations.letter', { number: value.confirmed_send_id, interpolation: { escapeValue: false } })}`}
        </Text>
      )}
      {!value.confirmed_at && (
        <Group gap="xs" mt={4}>
          <Text size="xs" c="dimmed">
            {t('card.confirmations.letters', { count: value.letters })}
          </Text>
          {canAsk && (
            <Button size="compact-xs" variant="default" loading={again.isPending} onClick={() => again.mutate()}>
              {t('card.confirmations.again')}
            </Button>
          )}
        </Group>
      )}
    </div>
  );
}

import { Badge, Button, Group, Text } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Moment } from '@/components/ui/Moment';

interface HeadProps {
  name: string;
  state: string;
  colour: string;
  /** When it was looked at last. */
  at: string | null;
  /** None: who looks at it may not have it looked at anew. */
  check: { mutate: () => void; isPending: boolean } | undefined;
  children?: ReactNode;
}

/** Something of the DNS: what it is called, how it stands, when that was looked at. */
export function CheckedHead({ name, state, colour, at, check, children }: HeadProps) {
  const { t } = useTranslation();
  return (
    <Group justify="space-between">
      <Group gap={8}>
        <Text fw={600}>{name}</Text>
        <Badge size="sm" color={colour}>
          {state}
        </Badge>
      </Group>
      <Group gap={8}>
        {at && (
          <Text size="xs" c="dimmed" component="div">
            {t('mail.checked')} <Moment at={at} />
          </Text>
        )}
        {check && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconRefresh size={14} />}
            loading={check.isPending}
            onClick={() => check.mutate()}
          >
            {t('mail.check')}
          </Button>
        )}
        {children}
      </Group>
    </Group>
  );
}

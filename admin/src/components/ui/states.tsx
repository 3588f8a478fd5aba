import { Button, Center, Group, Skeleton, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import { IconAlertTriangle, IconPlugConnectedX, IconRefresh } from '@tabler/icons-react';
import type { ComponentType, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { PATIENCE_MS } from '@/lib/api/client';
import { ApiError } from '@/lib/api/errors';

interface EmptyProps {
  icon: ComponentType<{ size?: number | string; stroke?: number }>;
  title: string;
  text?: ReactNode;
  action?: ReactNode;
  /** The whole page says only this: its title is the page's heading. */
  isPage?: boolean;
}

/** Nothing here yet: says why, and what to do next. */
export function Empty({ icon: Icon, title, text, action, isPage = false }: EmptyProps) {
  return (
    <Center py={48} px="md">
      <Stack align="center" gap="xs" maw={420} ta="center">
        <ThemeIcon variant="light" color="gray" size={44} radius="lg">
          <Icon size={22} stroke={1.6} />
        </ThemeIcon>
        {isPage ? (
          <Title order={1} mt={4}>
            {title}
          </Title>
        ) : (
          <Text fw={600} mt={4}>
            {title}
          </Text>
        )}
        {text !== undefined && (
          <Text size="sm" c="dimmed" component="div">
            {text}
          </Text>
        )}
        {action !== undefined && (
          <Group mt="xs" justify="center">
            {action}
          </Group>
        )}
      </Stack>
    </Center>
  );
}

/** Words for a failed call: the server's own, else ours by the kind of failure. */
export function useErrorText(): (error: unknown) => string {
  const { t } = useTranslation();
  return (error) => {
    if (!(error instanceof ApiError)) return t('errors.unexpected');
    if (error.code === 'timeout') return t('errors.timeout', { seconds: PATIENCE_MS / 1000 });
    if (error.status === 0) return t('errors.offline');
    if (error.code === 'role_too_weak' || (error.status === 403 && !error.message)) return t('errors.forbidden');
    if (error.status === 429) return t('errors.throttled', { seconds: error.retryAfterS ?? 60 });
    if (error.code === 'unexpected') return t('errors.unexpected');
    return error.message || t('errors.unexpected');
  };
}

interface FailureProps {
  error: unknown;
  onRetry?: () => void;
}

/** What a page shows when its data did not come: the reason and a way on. */
export function Failure({ error, onRetry }: FailureProps) {
  const { t } = useTranslation();
  const text = useErrorText()(error);
  const isOffline = error instanceof ApiError && error.status === 0;
  const retry = (
    <Button variant="default" leftSection={<IconRefresh size={16} />} onClick={onRetry}>
      {t('common.retry')}
    </Button>
  );
  return (
    <div role="alert">
      <Empty
        icon={isOffline ? IconPlugConnectedX : IconAlertTriangle}
        title={t('errors.title')}
        text={text}
        {...(onRetry && { action: retry })}
      />
    </div>
  );
}

/** Grey lines in the place of what is being read. */
export function Lines({ count = 4, height = 14 }: { count?: number; height?: number }) {
  const { t } = useTranslation();
  return (
    <Stack gap="sm" role="status" aria-label={t('common.loading')}>
      {Array.from({ length: count }, (_, index) => (
        <Skeleton key={index} height={height} width={`${92 - ((index * 23) % 40)}%`} radius="sm" />
      ))}
    </Stack>
  );
}

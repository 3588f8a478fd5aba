import { Alert, Button, Group, Progress, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { Moment } from '@/components/ui/Moment';
import { Page } from '@/components/ui/Page';
import { Section } from '@/components/ui/Section';
import { Failure, Lines } from '@/components/ui/states';
import { useToasts } from '@/components/ui/toast';
import { useFormat } from '@/lib/format';
import { type ImportDetails, importQuery, importsApi, isRunning } from '../api';
import { ErrorList } from '../components/ErrorList';
import { StatusBadge } from '../components/StatusBadge';

export function Component() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const query = useQuery(importQuery(id));
  return (
    <Page
      title={query.data?.name ?? t('shell.nav.imports')}
      width="narrow"
      note={query.data && <StatusBadge status={query.data.status} />}
    >
      {query.error && !query.data ? <Failure error={query.error} onRetry={() => void query.refetch()} /> : null}
      {query.isPending && <Lines count={5} />}
      {query.data && <Known item={query.data} />}
    </Page>
  );
}

function Known({ item }: { item: ImportDetails }) {
  const { t } = useTranslation();
  return (
    <>
      {item.error && (
        <Alert color="red" mb="md" role="alert">
          {item.error}
        </Alert>
      )}
      <ProgressBox item={item} />
      <ErrorList errors={item.errors} title={t('imports.badLines')} />
      {item.status === 'done' && (
        <Group>
          <Button component={Link} to="/people">
            {t('card.toPeople')}
          </Button>
          <Button component={Link} to="/imports" variant="default">
            {t('imports.all')}
          </Button>
        </Group>
      )}
    </>
  );
}

function ProgressBox({ item }: { item: ImportDetails }) {
  const { t } = useTranslation();
  const { number } = useFormat();
  const client = useQueryClient();
  const toasts = useToasts();
  const cancel = useMutation({
    mutationFn: () => importsApi.cancel(item.id),
    onSuccess: () => client.invalidateQueries({ queryKey: ['imports'] }),
    onError: toasts.failed,
  });
  const share = item.status === 'done' ? 100 : item.total ? (item.position / item.total) * 100 : 0;
  const action = isRunning(item) && (
    <Button variant="default" loading={cancel.isPending} onClick={() => cancel.mutate()}>
      {t('imports.cancel')}
    </Button>
  );
  return (
    <Section title={t('imports.progress')} actions={action}>
      <Progress
        value={share}
        animated={isRunning(item)}
        color={item.status === 'failed' ? 'red' : 'iris'}
        mb="sm"
        aria-label={t('imports.progress')}
      />
      <Group justify="space-between">
        <Text size="sm" className="tnum">
          {item.total
            ? t('imports.ofLines', { done: number(item.position), total: number(item.total) })
            : t('imports.lines', { count: item.position, formatted: number(item.position) })}
          {item.rejected > 0 && (
            <Text span inherit c="red">
              {' '}
              · {t('imports.rejectedLines', { count: item.rejected, formatted: number(item.rejected) })}
            </Text>
          )}
        </Text>
        <Text size="sm" c="dimmed">
          {item.created_by} · <Moment at={item.created_at} as="moment" />
        </Text>
      </Group>
      {isRunning(item) && (
        <Text size="xs" c="dimmed" mt="xs">
          {t('imports.leave')}
        </Text>
      )}
    </Section>
  );
}

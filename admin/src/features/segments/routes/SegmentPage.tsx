import { Alert, Button, Menu, Paper, SegmentedControl, Text } from '@mantine/core';
import { IconCopy, IconPencil, IconPlayerPause, IconPlayerPlay, IconTrash, IconUsers } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import { BulkMenu } from '@/components/bulk/BulkMenu';
import { BulkProgress } from '@/components/bulk/BulkProgress';
import { ConditionWords, LiveCount } from '@/components/conditions/LiveCount';
import { useCount } from '@/components/conditions/useCount';
import { Moment } from '@/components/ui/Moment';
import { MoreMenu } from '@/components/ui/MoreMenu';
import { Page } from '@/components/ui/Page';
import { Failure, Lines } from '@/components/ui/states';
import { useToasts } from '@/components/ui/toast';
import { leadsNowhere } from '@/lib/api/errors';
import type { Segment } from '@/lib/api/types';
import { withFilter } from '@/lib/conditions/url';
import { useLive, useThrottled } from '@/lib/live';
import { useCan } from '@/lib/session';
import { useUrlState } from '@/lib/urlState';
import { SEGMENTS, segmentQuery, segmentsApi } from '../api';
import { Changes } from '../components/Changes';
import { Growth } from '../components/Growth';
import { Members } from '../components/Members';
import { SegmentGone } from '../components/SegmentGone';
import { StatusBadge } from '../components/StatusBadge';
import { Why } from '../components/Why';
import classes from '../segments.module.css';

const REFRESH_MS = 2_000;
const TABS = ['members', 'growth', 'changes', 'why'] as const;
type Tab = (typeof TABS)[number];

export function Component() {
  const { id = '' } = useParams();
  const client = useQueryClient();
  const query = useQuery(segmentQuery(id));
  const refresh = useThrottled(() => {
    void client.invalidateQueries({ queryKey: SEGMENTS });
    void client.invalidateQueries({ queryKey: ['conditions', 'count'] });
  }, REFRESH_MS);
  useLive('segments', refresh);
  if (leadsNowhere(query.error)) return <SegmentGone />;
  return (
    <Page
      title={query.data?.name ?? ''}
      note={query.data && <StatusBadge segment={query.data} />}
      actions={query.data && <Actions segment={query.data} />}
    >
      {query.data ? (
        <Known segment={query.data} />
      ) : query.error ? (
        <Failure error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <Lines count={8} />
      )}
    </Page>
  );
}

function Known({ segment }: { segment: Segment }) {
  const { t } = useTranslation();
  const [values, change] = useUrlState(['tab', 'person'] as const);
  const tab: Tab = TABS.find((known) => known === values.tab) ?? 'members';
  return (
    <>
      <BulkProgress />
      <Head segment={segment} />
      <SegmentedControl
        mb="sm"
        className={classes.tabs ?? ''}
        aria-label={t('segments.parts')}
        value={tab}
        onChange={(next) => change({ tab: next === 'members' ? null : next })}
        data={TABS.map((value) => ({ value, label: t(`segments.tab.${value}`) }))}
      />
      {tab === 'members' && <Members segment={segment} />}
      {tab === 'growth' && <Growth segment={segment} />}
      {tab === 'changes' && <Changes segment={segment} />}
      {tab === 'why' && (
        <Why segment={segment} person={values.person ?? ''} onPerson={(person) => change({ person: person || null })} />
      )}
    </>
  );
}

/** How many now, and who they are in words. */
function Head({ segment }: { segment: Segment }) {
  const { t } = useTranslation();
  const count = useCount(segment.filter);
  return (
    <>
      <Paper component="section" p="md" mb="md" className={classes.about} aria-label={t('segments.who')}>
        <Link to={withFilter('/people', { segment: Number(segment.id) })} className={classes.now}>
          <LiveCount count={count} gaps={0} isEmpty={false} />
        </Link>
        <div>
          <ConditionWords filter={segment.filter} />
          {segment.description && (
            <Text size="sm" c="dimmed" mt={4}>
              {segment.description}
            </Text>
          )}
          <Uses segment={segment} />
        </div>
      </Paper>
      {segment.status === 'preparing' && (
        <Alert mb="md" color="orange" title={t('segments.preparing')}>
          {t('segments.preparingText')}
        </Alert>
      )}
    </>
  );
}

function Uses({ segment }: { segment: Segment }) {
  const { t } = useTranslation();
  return (
    <Text size="xs" c="dimmed" mt={6} component="div">
      {t('segments.updated')}: <Moment at={segment.updated_at} />
      {segment.depends_on.length > 0 && (
        <>
          {' · '}
          {t('segments.needs')}{' '}
          {segment.depends_on.map((other, index) => (
            <span key={other.id}>
              {index > 0 && ', '}
              <Text span inherit component={Link} to={`/segments/${other.id}`} td="underline">
                {other.name}
              </Text>
            </span>
          ))}
        </>
      )}
    </Text>
  );
}

function Actions({ segment }: { segment: Segment }) {
  const { t } = useTranslation();
  const toasts = useToasts();
  const navigate = useNavigate();
  const client = useQueryClient();
  const canWrite = useCan('segments_write');
  const refresh = (): void => void client.invalidateQueries({ queryKey: SEGMENTS });
  const duplicate = useMutation({
    mutationFn: () => segmentsApi.duplicate(segment.id, t('segments.copyName', { name: segment.name })),
    onSuccess: (copy) => {
      refresh();
      void navigate(`/segments/${copy.id}`);
    },
    onError: toasts.failed,
  });
  const pause = useMutation({
    mutationFn: () => segmentsApi.change(segment.id, { status: segment.status === 'paused' ? 'live' : 'paused' }),
    onSuccess: refresh,
    onError: toasts.failed,
  });
  const remove = useMutation({
    mutationFn: () => segmentsApi.remove(segment.id),
    onSuccess: async () => {
      // Gone from here first: a page that is still shown would ask for what is no more.
      await navigate('/segments', { flushSync: true });
      client.removeQueries({ queryKey: segmentQuery(segment.id).queryKey });
      refresh();
      toasts.undoable(t('segments.removed', { name: segment.name }), () => {
        segmentsApi
          .restore(segment.id)
          .then((again) => {
            refresh();
            void navigate(`/segments/${again.id}`);
          })
          .catch(toasts.failed);
      });
    },
    onError: toasts.failed,
  });
  const { count } = useCount(segment.filter);
  return (
    <>
      <Button
        component={Link}
        to={withFilter('/people', { segment: Number(segment.id) })}
        variant="default"
        visibleFrom="xs"
        leftSection={<IconUsers size={16} stroke={1.7} />}
      >
        {t('segments.openPeople')}
      </Button>
      <BulkMenu audience={{ segment_id: segment.id, name: segment.name }} count={count} />
      {canWrite && (
        <>
          <Button component={Link} to={`/segments/${segment.id}/edit`} leftSection={<IconPencil size={16} />}>
            {t('segments.edit')}
          </Button>
          <MoreMenu width={220}>
            <Menu.Item leftSection={<IconCopy size={15} />} onClick={() => duplicate.mutate()}>
              {t('segments.duplicate')}
            </Menu.Item>
            <Menu.Item
              leftSection={segment.status === 'paused' ? <IconPlayerPlay size={15} /> : <IconPlayerPause size={15} />}
              onClick={() => pause.mutate()}
            >
              {segment.status === 'paused' ? t('segments.resume') : t('segments.pause')}
            </Menu.Item>
            <Menu.Divider />
            <Menu.Item color="red" leftSection={<IconTrash size={15} />} onClick={() => remove.mutate()}>
              {t('segments.remove')}
            </Menu.Item>
          </MoreMenu>
        </>
      )}
    </>
  );
}

import { ActionIcon, Anchor, Button, Group, Paper, Progress, Text } from '@mantine/core';
import { IconDownload, IconX } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useToasts } from '@/components/ui/toast';
import type { Json } from '@/lib/api/types';
import { useFormat } from '@/lib/format';
import { useNow } from '@/lib/now';
import { useCan } from '@/lib/session';
import { actionsQuery, BULK, type BulkAction, bulkApi, isOpen } from './api';

/** So long what is over stays in sight. */
const SEEN_MS = 10 * 60_000;

/** What runs, and what has just ended: how far, a stop, a way back, the file. Nothing when there is nothing. */
export function BulkProgress() {
  const canWrite = useCan('segments_write');
  const client = useQueryClient();
  const actions = useQuery({ ...actionsQuery, enabled: canWrite });
  const now = useNow();
  const [hidden, hide] = useState<readonly string[]>([]);
  const open = actions.data?.items.filter(isOpen).length ?? 0;
  const before = useRef(0);
  useEffect(() => {
    // What was changed is to be seen in the lists.
    if (open < before.current) void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== BULK[0] });
    before.current = open;
  }, [open, client]);
  const shown = actions.data?.items.filter(
    (each) => !hidden.includes(each.id) && (isOpen(each) || Date.parse(each.finished_at ?? '') > now - SEEN_MS),
  );
  return shown?.map((each) => <Line key={each.id} action={each} onHide={() => hide([...hidden, each.id])} />);
}

const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

function Line({ action, onHide }: { action: BulkAction; onHide: () => void }) {
  const { t } = useTranslation();
  const { options, total, done, failed } = action;
  const what = textOf(options.tag ?? options.property ?? options.channel ?? options.format);
  const title = [t(`bulk.do.${action.kind}`), what, action.segment].filter(Boolean).join(' · ');
  const share = total ? Math.min(100, ((done + failed) / total) * 100) : 0;
  return (
    <Paper component="section" aria-label={title} px="md" py="sm" mb="sm">
      <Group justify="space-between" wrap="nowrap" gap="md">
        <div style={{ minWidth: 0 }}>
          <Text size="sm" fw={600} truncate>
            {title}
          </Text>
          <Told action={action} />
        </div>
        <Group gap="xs" wrap="nowrap">
          <Ways action={action} />
          {!isOpen(action) && (
            <ActionIcon variant="subtle" color="gray" aria-label={t('common.close')} onClick={onHide}>
              <IconX size={16} />
            </ActionIcon>
          )}
        </Group>
      </Group>
      {isOpen(action) && (
        <Progress mt={8} value={share} animated={total === null} aria-label={t('bulk.progress', { title })} />
      )}
    </Paper>
  );
}

/** How it stands, in words. */
function Told({ action }: { action: BulkAction }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { status, done, total, changed, written } = action;
  const text = {
    pending: t('bulk.status.pending'),
    collecting: t('bulk.status.collecting'),
    running: t('bulk.status.running', { done: format.number(done), total: format.number(total ?? 0) }),
    cancelled: t('bulk.status.cancelled', { done: format.number(done) }),
    failed: action.error === 'set_grew' ? t('bulk.status.grew') : t('bulk.status.failed'),
    done:
      written === null
        ? t('bulk.status.done', { done: format.number(done), changed: format.number(changed) })
        : t('bulk.status.written', { written: format.number(written), total: format.number(total ?? 0) }),
  }[status];
  return (
    <Text size="sm" c={status === 'failed' ? 'red' : 'dimmed'} className="tnum" aria-live="polite">
      {text}
    </Text>
  );
}

function Ways({ action }: { action: BulkAction }) {
  const { t } = useTranslation();
  const toasts = useToasts();
  const client = useQueryClient();
  const settle = {
    onSuccess: () => void client.invalidateQueries({ queryKey: BULK }),
    onError: toasts.failed,
  };
  const cancel = useMutation({ mutationFn: () => bulkApi.cancel(action.id), ...settle });
  const undo = useMutation({ mutationFn: () => bulkApi.undo(action.id), ...settle });
  if (isOpen(action))
    return (
      <Button variant="default" size="compact-sm" loading={cancel.isPending} onClick={() => cancel.mutate()}>
        {t('bulk.stop')}
      </Button>
    );
  if (action.kind === 'export' && action.status === 'done')
    return (
      <Anchor href={bulkApi.fileUrl(action.id)} download={action.filename ?? true} size="sm">
        <Group gap={4} wrap="nowrap">
          <IconDownload size={15} />
          {t('bulk.download')}
        </Group>
      </Anchor>
    );
  if (action.can_undo)
    return (
      <Button variant="light" size="compact-sm" loading={undo.isPending} onClick={() => undo.mutate()}>
        {t('common.undo')}
      </Button>
    );
  return null;
}

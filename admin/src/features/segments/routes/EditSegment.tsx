import { Button, Group, Modal, Paper, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import { Page } from '@/components/ui/Page';
import { Failure, Lines } from '@/components/ui/states';
import { useToasts } from '@/components/ui/toast';
import { ApiError, leadsNowhere } from '@/lib/api/errors';
import type { Segment } from '@/lib/api/types';
import { SEGMENTS, type SegmentValues, segmentQuery, segmentsApi } from '../api';
import { SegmentEditor } from '../components/SegmentEditor';
import { SegmentGone } from '../components/SegmentGone';

export function Component() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const query = useQuery({ ...segmentQuery(id), staleTime: Infinity });
  if (leadsNowhere(query.error)) return <SegmentGone />;
  return (
    <Page title={t('segments.editTitle')}>
      {query.data ? (
        <Editor segment={query.data} />
      ) : query.error ? (
        <Failure error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <Lines count={8} />
      )}
    </Page>
  );
}

/** What differs from the saved segment; the filter is sent only when it was edited. */
function changed(segment: Segment, values: SegmentValues): Partial<SegmentValues> {
  const { filter, is_announcing, ...about } = values;
  const isSame = JSON.stringify(filter) === JSON.stringify(segment.filter);
  return { ...about, ...(!isSame && { filter, is_announcing }) };
}

/** A colleague has saved the segment since it was opened here. */
class ChangedMeanwhile extends Error {
  constructor(readonly theirs: Segment) {
    super('changed meanwhile');
  }
}

const whatIsEdited = ({ name, description, filter }: Segment): string => JSON.stringify([name, description, filter]);

/** Saves what was edited, unless a colleague has edited the segment since it was `seen`. */
async function change(segment: Segment, values: SegmentValues, seen: Segment): Promise<Segment> {
  try {
    return await segmentsApi.change(segment.id, { ...changed(segment, values), seen_at: seen.updated_at });
  } catch (error) {
    if (!(error instanceof ApiError && error.code === 'segment_changed')) throw error;
    const now = await segmentsApi.get(segment.id);
    if (whatIsEdited(now) !== whatIsEdited(seen)) throw new ChangedMeanwhile(now);
    return change(segment, values, now); // it was only paused, or follows again
  }
}

interface ConflictProps {
  theirs: Segment;
  onMine: () => void;
  onClose: () => void;
}

/** Two edits at once: what the colleague made of it, and the choice. */
function Conflict({ theirs, onMine, onClose }: ConflictProps) {
  const { t, i18n } = useTranslation();
  return (
    <Modal opened onClose={onClose} title={t('segments.conflict')}>
      <Stack>
        <Text size="sm">{t('segments.conflictText')}</Text>
        <Paper p="sm">
          <Text size="sm" fw={600}>
            {theirs.name}
          </Text>
          <Text size="sm" c="dimmed">
            {i18n.language === 'ru' ? theirs.words.ru : theirs.words.en}
          </Text>
        </Paper>
        <Group justify="flex-end">
          <Button variant="default" component={Link} to={`/segments/${theirs.id}`}>
            {t('segments.takeTheirs')}
          </Button>
          <Button onClick={onMine}>{t('segments.keepMine')}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function Editor({ segment: read }: { segment: Segment }) {
  const [segment] = useState(read); // as it was when the edit began, whatever is read meanwhile
  const toasts = useToasts();
  const navigate = useNavigate();
  const client = useQueryClient();
  const [theirs, meet] = useState<{ segment: Segment; values: SegmentValues } | null>(null);
  const save = useMutation({
    mutationFn: ({ values, seen }: { values: SegmentValues; seen: Segment }) =>
      change(segment, values, seen).catch((error: unknown) => {
        if (error instanceof ChangedMeanwhile) meet({ segment: error.theirs, values });
        throw error;
      }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: SEGMENTS });
      void navigate(`/segments/${segment.id}`);
    },
    onError: (error) => {
      if (error instanceof ChangedMeanwhile || (error instanceof ApiError && error.faults.length > 0)) return;
      toasts.failed(error);
    },
  });
  const { name, description, folder_id, filter } = segment;
  return (
    <>
      {theirs && (
        <Conflict
          theirs={theirs.segment}
          onMine={() => save.mutate({ values: theirs.values, seen: theirs.segment })}
          onClose={() => meet(null)}
        />
      )}
      <SegmentEditor
        first={{ name, description, folder_id, filter, is_announcing: false }}
        ownId={segment.id}
        isSaving={save.isPending}
        error={save.error}
        onSave={(values) => save.mutate({ values, seen: segment })}
      />
    </>
  );
}

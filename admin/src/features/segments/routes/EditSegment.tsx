import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { Page } from '@/components/ui/Page';
import { Failure, Lines } from '@/components/ui/states';
import { useToasts } from '@/components/ui/toast';
import { ApiError } from '@/lib/api/errors';
import type { Segment } from '@/lib/api/types';
import { SEGMENTS, type SegmentValues, segmentQuery, segmentsApi } from '../api';
import { SegmentEditor } from '../components/SegmentEditor';

export function Component() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const query = useQuery({ ...segmentQuery(id), staleTime: Infinity });
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

function Editor({ segment }: { segment: Segment }) {
  const toasts = useToasts();
  const navigate = useNavigate();
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: (values: SegmentValues) => segmentsApi.change(segment.id, changed(segment, values)),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: SEGMENTS });
      void navigate(`/segments/${segment.id}`);
    },
    onError: (error) => {
      if (!(error instanceof ApiError && error.faults.length > 0)) toasts.failed(error);
    },
  });
  const { name, description, folder_id, filter } = segment;
  return (
    <SegmentEditor
      first={{ name, description, folder_id, filter, is_announcing: false }}
      ownId={segment.id}
      isSaving={save.isPending}
      error={save.error}
      onSave={(values) => save.mutate(values)}
    />
  );
}

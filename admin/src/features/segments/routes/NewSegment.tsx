import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router';
import { Page } from '@/components/ui/Page';
import { useToasts } from '@/components/ui/toast';
import { ApiError } from '@/lib/api/errors';
import { readFilter } from '@/lib/conditions/url';
import { SEGMENTS, segmentsApi } from '../api';
import { SegmentEditor } from '../components/SegmentEditor';

export function Component() {
  const { t } = useTranslation();
  const toasts = useToasts();
  const navigate = useNavigate();
  const client = useQueryClient();
  const [params] = useSearchParams();
  const [first] = useState(() => ({
    name: '',
    description: '',
    folder_id: params.get('folder'),
    is_announcing: false,
    filter: readFilter(params.get('filter')),
  }));
  const save = useMutation({
    mutationFn: segmentsApi.create,
    onSuccess: (segment) => {
      void client.invalidateQueries({ queryKey: SEGMENTS });
      void navigate(`/segments/${segment.id}`);
    },
    onError: (error) => {
      if (!(error instanceof ApiError && error.faults.length > 0)) toasts.failed(error);
    },
  });
  return (
    <Page title={t('segments.newTitle')}>
      <SegmentEditor
        first={first}
        isSaving={save.isPending}
        error={save.error}
        onSave={(values) => save.mutate(values)}
      />
    </Page>
  );
}

import { Select } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Listed } from '@/components/ui/Listed';
import { Section } from '@/components/ui/Section';
import { useToasts } from '@/components/ui/toast';
import { incomingApi, keepingQuery } from '../../api/incoming';

const DAYS = [7, 30, 90, 365];
const FOREVER = 'forever';

/** How long the mails themselves are kept; their words stay in the conversation. */
export function Keeping({ canEdit }: { canEdit: boolean }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const toasts = useToasts();
  const query = useQuery(keepingQuery);
  const save = useMutation({
    mutationFn: incomingApi.keep,
    onSuccess: (keeping) => {
      client.setQueryData(keepingQuery.queryKey, keeping);
      toasts.done(t('common.saved'));
    },
    onError: toasts.failed,
  });
  const kept = query.data?.keep_days;
  const days =
    kept === null || kept === undefined || DAYS.includes(kept) ? DAYS : [...DAYS, kept].sort((a, b) => a - b);
  return (
    <Section title={t('incoming.keeping')} text={t('incoming.keepingText')}>
      <Listed query={query} count={1}>
        <Select
          label={t('incoming.keep')}
          data={[
            ...days.map((count) => ({ value: String(count), label: t('incoming.days', { count }) })),
            { value: FOREVER, label: t('incoming.forever') },
          ]}
          value={kept === null ? FOREVER : String(kept)}
          allowDeselect={false}
          disabled={!canEdit || save.isPending}
          maw={260}
          onChange={(value) => save.mutate({ keep_days: value === FOREVER ? null : Number(value) })}
        />
      </Listed>
    </Section>
  );
}

import { MultiSelect, Stack, Switch } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Section } from '@/components/ui/Section';
import { Failure, Lines } from '@/components/ui/states';
import { useToasts } from '@/components/ui/toast';
import { useCan, useSession } from '@/lib/session';
import { type Hearing as Heard, hearingQuery, membersQuery, watchApi } from '../watch/api';

/** Who is told when a message leaves its usual range. */
export function Hearing() {
  const { t } = useTranslation();
  const query = useQuery(hearingQuery);
  return (
    <Section title={t('messages.settings.hearing')} text={t('messages.settings.hearingText')}>
      {query.error && !query.data ? (
        <Failure error={query.error} onRetry={() => void query.refetch()} />
      ) : query.data ? (
        <Form heard={query.data} />
      ) : (
        <Lines count={3} />
      )}
    </Section>
  );
}

function Form({ heard }: { heard: Heard }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const toasts = useToasts();
  const canWrite = useCan('messages_write');
  // Viewers may not read the team.
  const canSeeTeam = useSession().current.role !== 'viewer';
  const team = useQuery({ ...membersQuery, enabled: canSeeTeam }).data ?? [];
  const save = useMutation({
    mutationFn: (patch: Partial<Heard>) => watchApi.setHearing({ ...heard, ...patch }),
    onSuccess: (kept) => client.setQueryData(hearingQuery.queryKey, kept),
    onError: toasts.failed,
  });
  const isLocked = !canWrite || save.isPending;
  return (
    <Stack gap="md">
      <Switch
        label={t('messages.settings.hearsAuthor')}
        checked={heard.is_author}
        disabled={isLocked}
        onChange={(event) => save.mutate({ is_author: event.currentTarget.checked })}
      />
      <Switch
        label={t('messages.settings.hearOwners')}
        checked={heard.are_owners}
        disabled={isLocked}
        onChange={(event) => save.mutate({ are_owners: event.currentTarget.checked })}
      />
      {canSeeTeam && (
        <MultiSelect
          label={t('messages.settings.hearMembers')}
          maw={420}
          searchable
          disabled={isLocked}
          data={team.map(({ id, name, email }) => ({ value: id, label: name || email }))}
          value={heard.member_ids}
          onChange={(member_ids) => save.mutate({ member_ids })}
        />
      )}
    </Stack>
  );
}

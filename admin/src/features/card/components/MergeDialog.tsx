import { Alert, Button, Group, Modal, Paper, SimpleGrid, Stack, Text, TextInput, UnstyledButton } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { profileQuery, refreshCard } from '@/components/person/api';
import { contactsOf } from '@/components/person/contacts';
import { Moment } from '@/components/ui/Moment';
import { PersonAvatar } from '@/components/ui/PersonAvatar';
import { Failure, Lines } from '@/components/ui/states';
import { useToasts } from '@/components/ui/toast';
import type { Profile } from '@/lib/api/types';
import { useFormat } from '@/lib/format';
import { useLive, useThrottled } from '@/lib/live';
import { personTitle } from '@/lib/person';
import { cardApi, findPeople, mergesQuery } from '../api';

const REFRESH_MS = 1_000;

interface MergeDialogProps {
  profile: Profile;
  otherId?: string;
  isOpen: boolean;
  onClose: () => void;
}

/** Two cards side by side, then one; the toast takes it back. */
export function MergeDialog({ profile, otherId, isOpen, onClose }: MergeDialogProps) {
  const { t } = useTranslation();
  const [chosen, choose] = useState<string | null>(null);
  const other = otherId ?? chosen;
  const close = () => {
    choose(null);
    onClose();
  };
  return (
    <Modal opened={isOpen} onClose={close} title={t('card.mergeTitle')} size="lg">
      {other === null ? (
        <Finder profile={profile} onChoose={choose} />
      ) : (
        <Preview profile={profile} otherId={other} onClose={close} />
      )}
    </Modal>
  );
}

function Finder({ profile, onChoose }: { profile: Profile; onChoose: (id: string) => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [search] = useDebouncedValue(text.trim(), 200);
  const query = useQuery(findPeople(search));
  // Who is looked for may have come a moment ago: his row is written a moment after him.
  const client = useQueryClient();
  const refresh = useThrottled(() => void client.invalidateQueries({ queryKey: ['people', 'find'] }), REFRESH_MS);
  useLive('people', refresh);
  const found = query.data?.items.filter((row) => row.id !== profile.id && !profile.members.includes(row.id)) ?? [];
  return (
    <Stack gap="xs">
      <Text size="sm" c="dimmed">
        {t('card.mergeFind')}
      </Text>
      <TextInput
        data-autofocus
        leftSection={<IconSearch size={16} />}
        placeholder={t('people.search')}
        aria-label={t('people.search')}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {query.error && <Failure error={query.error} onRetry={() => void query.refetch()} />}
      {query.isLoading && <Lines count={3} />}
      {query.data && found.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('people.nobodyFits')}
        </Text>
      )}
      {found.map((row) => (
        <UnstyledButton key={row.id} p={8} onClick={() => onChoose(row.id)}>
          <Group gap={10} wrap="nowrap">
            <PersonAvatar id={row.id} name={row.name ?? row.email} isOnline={row.is_online} />
            <div style={{ minWidth: 0 }}>
              <Text size="sm" fw={500} truncate>
                {personTitle(t, row)}
              </Text>
              <Text size="xs" c="dimmed" truncate>
                {[row.email, row.phone, row.city].filter(Boolean).join(' · ')}
              </Text>
            </div>
          </Group>
        </UnstyledButton>
      ))}
    </Stack>
  );
}

function useMerge(profile: Profile, otherId: string, onClose: () => void) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const toasts = useToasts();
  const undo = useMutation({
    mutationFn: async () => {
      const journal = await client.query({ ...mergesQuery(profile.id), staleTime: 0 });
      const last = journal.items.find((merge) => !merge.undone_at);
      if (last) await cardApi.undoMerge(last.id);
    },
    onSuccess: async () => {
      toasts.done(t('card.unmerged'));
      await refreshCard(client, profile.id);
    },
    onError: toasts.failed,
  });
  return useMutation({
    mutationFn: () => cardApi.merge(profile.id, otherId),
    onSuccess: async () => {
      onClose();
      await refreshCard(client, profile.id);
      await navigate(`/people/${profile.id}`, { replace: true });
      toasts.undoable(t('card.merged'), () => undo.mutate());
    },
    onError: toasts.failed,
  });
}

function Preview({ profile, otherId, onClose }: { profile: Profile; otherId: string; onClose: () => void }) {
  const { t } = useTranslation();
  const other = useQuery(profileQuery(otherId));
  const merge = useMerge(profile, otherId, onClose);
  if (other.error) return <Failure error={other.error} onRetry={() => void other.refetch()} />;
  if (!other.data) return <Lines count={6} />;
  const isRefused = profile.user_id !== null && other.data.user_id !== null && profile.user_id !== other.data.user_id;
  return (
    <Stack>
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <Half profile={profile} />
        <Half profile={other.data} />
      </SimpleGrid>
      {isRefused ? (
        <Alert color="red">{t('card.twoUsers')}</Alert>
      ) : (
        <Text size="sm" c="dimmed">
          {t('card.mergeText')}
        </Text>
      )}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {t('common.cancel')}
        </Button>
        <Button disabled={isRefused} loading={merge.isPending} onClick={() => merge.mutate()}>
          {t('card.mergeButton')}
        </Button>
      </Group>
    </Stack>
  );
}

function Half({ profile }: { profile: Profile }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { title, name, email, phone } = contactsOf(t, profile);
  return (
    <Paper p="sm">
      <Group gap={10} wrap="nowrap" mb={8}>
        <PersonAvatar id={profile.id} name={name || email} isOnline={profile.is_online} size={34} />
        <Text fw={600} truncate>
          {title}
        </Text>
      </Group>
      <Text size="sm" truncate>
        {email || '—'}
      </Text>
      <Text size="sm" truncate>
        {phone || '—'}
      </Text>
      <Text size="sm" c="dimmed" truncate>
        User ID: {profile.user_id ?? '—'}
      </Text>
      <Text size="sm" c="dimmed">
        {t('people.column.sessions_count')}: {format.number(profile.sessions_count)}
      </Text>
      <Text size="sm" c="dimmed">
        {t('people.column.first_seen')}: <Moment at={profile.first_seen} as="day" />
      </Text>
    </Paper>
  );
}

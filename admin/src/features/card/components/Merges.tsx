import { Alert, Button, Group, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconUsersGroup } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { refreshCard } from '@/components/person/api';
import { Moment } from '@/components/ui/Moment';
import { Section } from '@/components/ui/Section';
import { useToasts } from '@/components/ui/toast';
import type { Duplicate, Merge, Profile } from '@/lib/api/types';
import { personTitle } from '@/lib/person';
import { useCan } from '@/lib/session';
import { cardApi, mergesQuery } from '../api';
import { MergeDialog } from './MergeDialog';

/** Cards that may be the same human; a person decides. */
export function DuplicatesSection({ profile }: { profile: Profile }) {
  const { t } = useTranslation();
  const canMerge = useCan('people_merge');
  if (!canMerge || profile.duplicates.length === 0) return null;
  return (
    <Alert color="orange" variant="light" icon={<IconUsersGroup size={18} />} title={t('card.duplicates')} mb="md">
      {profile.duplicates.map((duplicate) => (
        <DuplicateLine key={duplicate.id} profile={profile} duplicate={duplicate} />
      ))}
    </Alert>
  );
}

function DuplicateLine({ profile, duplicate }: { profile: Profile; duplicate: Duplicate }) {
  const { t } = useTranslation();
  const [isOpen, dialog] = useDisclosure();
  return (
    <Group justify="space-between" wrap="nowrap" gap="xs" py={3}>
      <Text size="sm" truncate>
        {personTitle(t, duplicate)}{' '}
        <Text span size="xs" c="dimmed">
          {t(`card.duplicateReason.${duplicate.reason as 'email'}`, { defaultValue: duplicate.reason })}
        </Text>
      </Text>
      <Button size="compact-xs" variant="default" onClick={dialog.open}>
        {t('card.compare')}
      </Button>
      <MergeDialog profile={profile} otherId={duplicate.id} isOpen={isOpen} onClose={dialog.close} />
    </Group>
  );
}

/** The journal of merges; each can be undone, and everything returns where it was. */
export function MergesSection({ profile }: { profile: Profile }) {
  const { t } = useTranslation();
  const query = useQuery(mergesQuery(profile.id));
  const items = query.data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <Section title={t('card.merges')} text={t('card.mergesText')}>
      {items.map((merge) => (
        <MergeLine key={merge.id} profile={profile} merge={merge} />
      ))}
    </Section>
  );
}

function MergeLine({ profile, merge }: { profile: Profile; merge: Merge }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const toasts = useToasts();
  const canMerge = useCan('people_merge');
  const undo = useMutation({
    mutationFn: () => cardApi.undoMerge(merge.id),
    onSuccess: async () => {
      toasts.done(t('card.unmerged'));
      await refreshCard(client, profile.id);
    },
    onError: toasts.failed,
  });
  const reason = t(`card.mergeReason.${merge.reason as 'manual'}`, { defaultValue: merge.reason });
  return (
    <Group justify="space-between" wrap="nowrap" gap="xs" py={4}>
      <div style={{ minWidth: 0 }}>
        <Text size="sm">
          {reason}
          {merge.actor && ` — ${merge.actor}`}
        </Text>
        <Text size="xs" c="dimmed">
          <Moment at={merge.at} as="moment" />
          {merge.undone_at && (
            <>
              {' '}
              · {t('card.undone')} <Moment at={merge.undone_at} as="moment" />
            </>
          )}
        </Text>
      </div>
      {canMerge && !merge.undone_at && (
        <Button size="compact-xs" variant="default" loading={undo.isPending} onClick={() => undo.mutate()}>
          {t('common.undo')}
        </Button>
      )}
    </Group>
  );
}

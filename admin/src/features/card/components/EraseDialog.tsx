import { Alert, Button, Group, List, Modal, Stack, Text, TextInput } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { contactsOf } from '@/components/person/contacts';
import { useToasts } from '@/components/ui/toast';
import type { Profile } from '@/lib/api/types';
import { cardApi, erasureQuery } from '../api';

interface EraseDialogProps {
  profile: Profile;
  isOpen: boolean;
  onClose: () => void;
}

/** The one thing here that cannot be taken back: so it asks, and then proves. It outlives the card that it ends. */
export function EraseDialog({ profile, isOpen, onClose }: EraseDialogProps) {
  const { t } = useTranslation();
  const [erasureId, setErasureId] = useState<string | null>(null);
  return (
    <Modal opened={isOpen} onClose={onClose} title={t('card.eraseTitle')} closeOnClickOutside={erasureId === null}>
      {erasureId === null ? (
        <Ask profile={profile} title={contactsOf(t, profile).title} onStarted={setErasureId} onClose={onClose} />
      ) : (
        <Progress erasureId={erasureId} />
      )}
    </Modal>
  );
}

function Ask({
  profile,
  title,
  onStarted,
  onClose,
}: {
  profile: Profile;
  title: string;
  onStarted: (id: string) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const toasts = useToasts();
  const [typed, setTyped] = useState('');
  const erase = useMutation({
    mutationFn: () => cardApi.erase(profile.id),
    onSuccess: (answer) => onStarted(answer.erasure_id),
    onError: toasts.failed,
  });
  const word = t('card.eraseWord');
  return (
    <Stack>
      <Text size="sm">{t('card.eraseText', { name: title })}</Text>
      <List size="sm" spacing={2}>
        <List.Item>{t('card.eraseEvents')}</List.Item>
        <List.Item>{t('card.eraseBlocked')}</List.Item>
        <List.Item>{t('card.eraseForever')}</List.Item>
      </List>
      <TextInput
        data-autofocus
        label={t('card.eraseType', { word })}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        autoComplete="off"
      />
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {t('common.cancel')}
        </Button>
        <Button
          color="red"
          disabled={typed.trim().toLowerCase() !== word.toLowerCase()}
          loading={erase.isPending}
          onClick={() => erase.mutate()}
        >
          {t('card.eraseButton')}
        </Button>
      </Group>
    </Stack>
  );
}

function Progress({ erasureId }: { erasureId: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const client = useQueryClient();
  const query = useQuery(erasureQuery(erasureId));
  const isDone = query.data?.status === 'verified';
  const leave = async () => {
    await navigate('/people');
    await client.invalidateQueries({ queryKey: ['people'] });
  };
  return (
    <Stack>
      {isDone ? (
        <Alert color="teal" icon={<IconCheck size={18} />}>
          {t('card.eraseDone')}
        </Alert>
      ) : (
        <Alert color="gray" role="status">
          {t('card.eraseRunning')}
        </Alert>
      )}
      <Group justify="flex-end">
        <Button onClick={leave}>{t('card.toPeople')}</Button>
      </Group>
    </Stack>
  );
}

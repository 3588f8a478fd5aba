import { Button, Group, Modal, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useToasts } from '@/components/ui/toast';
import { inboxApi } from '../api';

interface WriteProps {
  profile: string;
  name: string;
  onClose: () => void;
}

/** Writes first to somebody who is on the site. */
export function WriteDialog({ profile, name, onClose }: WriteProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const toasts = useToasts();
  const [body, setBody] = useState('');
  // One key for all tries: a second press is not a second conversation.
  const [key] = useState(() => crypto.randomUUID());
  const begin = useMutation({
    mutationFn: () =>
      inboxApi.begin({ profile_id: profile, body: body.trim(), files: [], client_key: key, channel: 'chat' }),
    onSuccess: ({ conversation }) => {
      onClose();
      void navigate(`/inbox/${conversation.id}`);
    },
    onError: toasts.failed,
  });
  const send = () => {
    if (body.trim() && !begin.isPending) begin.mutate();
  };
  return (
    <Modal opened onClose={onClose} title={t('inbox.visitors.writeTo', { name })}>
      <Textarea
        data-autofocus
        autosize
        minRows={4}
        maxRows={12}
        maxLength={20_000}
        aria-label={t('inbox.replyText')}
        placeholder={t('inbox.replyHint')}
        value={body}
        onChange={(event) => setBody(event.currentTarget.value)}
        onKeyDown={(event) => event.key === 'Enter' && (event.ctrlKey || event.metaKey) && send()}
      />
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={onClose}>
          {t('common.cancel')}
        </Button>
        <Button onClick={send} loading={begin.isPending} disabled={!body.trim()}>
          {t('inbox.send')}
        </Button>
      </Group>
    </Modal>
  );
}

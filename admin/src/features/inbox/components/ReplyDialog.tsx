import { Group, Select, Switch, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormDialog } from '@/components/ui/FormDialog';
import { useToasts } from '@/components/ui/toast';
import { fieldErrors } from '@/lib/api/errors';
import { useCan } from '@/lib/session';
import { foldersQuery, REPLIES, repliesApi } from '../api';
import type { Part, Person, SavedReply, SavedReplyDraft } from '../api/types';
import { generalise } from '../text/generalise';

interface ReplyDialogProps {
  reply?: SavedReply;
  /** The message it is made of. */
  part?: Part;
  /** To whom it was said: his name and addresses become variables. */
  person?: Person | undefined;
  folder?: number | null;
  onClose: () => void;
}

const TITLE = 60;

/** A saved reply, new or changed. */
export function ReplyDialog({ reply, part, person, folder = null, onClose }: ReplyDialogProps) {
  const { t } = useTranslation();
  const canShare = useCan('inbox_manage');
  const body = generalise(part?.body ?? '', person);
  const client = useQueryClient();
  const toasts = useToasts();
  const folders = useQuery(foldersQuery).data ?? [];
  const [draft, setDraft] = useState<SavedReplyDraft>(
    reply ?? {
      title: body.trim().split('\n')[0]?.slice(0, TITLE) ?? '',
      body,
      shortcut: '',
      folder_id: folder,
      is_shared: canShare,
    },
  );
  const set = (patch: Partial<SavedReplyDraft>) => setDraft({ ...draft, ...patch });
  const save = useMutation({
    mutationFn: () => {
      const { title, body: text, shortcut, folder_id, is_shared } = draft;
      const sent = { title: title.trim(), body: text, shortcut: shortcut.trim(), folder_id, is_shared };
      return reply
        ? repliesApi.change(reply.id, sent)
        : repliesApi.create({ ...sent, ...(part && { from_part: part.id }) });
    },
    onSuccess: async () => {
      toasts.done(t('common.saved'));
      onClose();
      await client.invalidateQueries({ queryKey: REPLIES });
    },
    onError: (error) => {
      if (Object.keys(fieldErrors(error)).length === 0) toasts.failed(error);
    },
  });
  const faults = fieldErrors(save.error);
  return (
    <FormDialog
      title={t(reply ? 'inbox.replies.edit' : 'inbox.replies.new')}
      size="lg"
      isReady={draft.title.trim() !== '' && draft.body.trim() !== ''}
      isSaving={save.isPending}
      onSave={save.mutate}
      onClose={onClose}
    >
      <TextInput
        label={t('inbox.replies.name')}
        value={draft.title}
        maxLength={200}
        data-autofocus
        error={faults.title}
        onChange={(event) => set({ title: event.currentTarget.value })}
      />
      <Textarea
        label={t('inbox.replies.text')}
        description={t('inbox.replies.variables', {
          name: '{{ name }}',
          email: '{{ email }}',
          operator: '{{ operator }}',
        })}
        minRows={5}
        maxRows={14}
        autosize
        value={draft.body}
        error={faults.body}
        onChange={(event) => set({ body: event.currentTarget.value })}
      />
      <Group grow align="flex-start">
        <TextInput
          label={t('inbox.replies.shortcut')}
          leftSection="#"
          value={draft.shortcut}
          maxLength={40}
          error={faults.shortcut}
          onChange={(event) => set({ shortcut: event.currentTarget.value })}
        />
        <Select
          label={t('inbox.replies.folder')}
          placeholder={t('inbox.replies.noFolder')}
          clearable
          clearButtonProps={{ 'aria-label': t('common.clear') }}
          data={folders.map(({ id, name }) => ({ value: String(id), label: name }))}
          value={draft.folder_id === null ? null : String(draft.folder_id)}
          onChange={(id) => set({ folder_id: id === null ? null : Number(id) })}
        />
      </Group>
      <Switch
        label={t('inbox.replies.shared')}
        disabled={!canShare}
        checked={draft.is_shared}
        onChange={(event) => set({ is_shared: event.currentTarget.checked })}
      />
    </FormDialog>
  );
}

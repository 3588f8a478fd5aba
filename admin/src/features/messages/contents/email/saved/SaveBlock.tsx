import { ActionIcon, Button, Divider, Group, Modal, Stack, Text, TextInput, Tooltip } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '@/components/ui/states';
import { useToasts } from '@/components/ui/toast';
import type { Block } from '../model/letter';
import { type SavedBlock, savedBlocksApi, savedBlocksQuery } from './api';

interface SaveBlockProps {
  block: Block;
  name: string;
  onClose: () => void;
}

/** Keeps a block for other letters: under a new name, or in the place of one that is kept. */
export function SaveBlock({ block, name, onClose }: SaveBlockProps) {
  const { t } = useTranslation();
  const toasts = useToasts();
  const client = useQueryClient();
  const errorText = useErrorText();
  const saved = useQuery(savedBlocksQuery).data?.items ?? [];
  const [called, call] = useState(name.slice(0, 100));
  const settle = () => client.invalidateQueries({ queryKey: savedBlocksQuery.queryKey });
  const keep = useMutation({
    mutationFn: (old: SavedBlock | null) =>
      old ? savedBlocksApi.change(old.id, { block }) : savedBlocksApi.keep(called, block),
    onSuccess: async (kept) => {
      await settle();
      toasts.done(t('letters.saved.done', { name: kept.name }));
      onClose();
    },
  });
  const remove = useMutation({
    mutationFn: (old: SavedBlock) => savedBlocksApi.remove(old.id),
    onSuccess: async (_, old) => {
      await settle();
      toasts.undoable(t('letters.saved.removed', { name: old.name }), () => {
        void savedBlocksApi.keep(old.name, old.block).then(settle, toasts.failed);
      });
    },
    onError: toasts.failed,
  });
  return (
    <Modal opened onClose={onClose} title={t('letters.saved.save')}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          // The letter around it is a form of its own.
          event.stopPropagation();
          keep.mutate(null);
        }}
      >
        <Stack gap="sm">
          <TextInput
            data-autofocus
            label={t('letters.saved.name')}
            description={t('letters.saved.text')}
            value={called}
            maxLength={100}
            required
            withAsterisk={false}
            onChange={(event) => call(event.currentTarget.value)}
            error={keep.error && errorText(keep.error)}
          />
          <Group>
            <Button type="submit" loading={keep.isPending} disabled={called.trim() === ''}>
              {t('letters.saved.keep')}
            </Button>
          </Group>
        </Stack>
      </form>
      {saved.length > 0 && (
        <>
          <Divider my="md" label={t('letters.saved.instead')} labelPosition="left" />
          <Stack gap={6}>
            {saved.map((each) => (
              <Group key={each.id} gap="xs" wrap="nowrap">
                <Text size="sm" truncate flex={1}>
                  {each.name}
                </Text>
                <Button variant="default" size="compact-sm" onClick={() => keep.mutate(each)}>
                  {t('letters.saved.replace')}
                </Button>
                <Tooltip label={t('letters.saved.remove')}>
                  <ActionIcon
                    aria-label={`${t('letters.saved.remove')}: ${each.name}`}
                    onClick={() => remove.mutate(each)}
                  >
                    <IconTrash size={15} />
                  </ActionIcon>
                </Tooltip>
              </Group>
            ))}
          </Stack>
        </>
      )}
    </Modal>
  );
}

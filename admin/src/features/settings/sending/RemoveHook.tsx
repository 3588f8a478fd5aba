import { Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { FormDialog } from '@/components/ui/FormDialog';
import { useErrorText } from '@/components/ui/states';
import { type Hook, refreshHooks, sendingApi } from '../api/sending';

/** Asks before an address stops answering. */
export function RemoveHook({ hook, onClose }: { hook: Hook; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const textOf = useErrorText();
  const remove = useMutation({
    mutationFn: () => sendingApi.remove(hook.id),
    onSuccess: onClose,
    onSettled: () => refreshHooks(client),
  });
  return (
    <FormDialog
      title={t('sending.hooks.removeTitle', { name: hook.name })}
      action={t('sending.hooks.remove')}
      isGrave
      isSaving={remove.isPending}
      onSave={remove.mutate}
      onClose={onClose}
    >
      <Text size="sm">{t('sending.hooks.removeText')}</Text>
      {remove.error && (
        <Text size="sm" c="red" role="alert">
          {textOf(remove.error)}
        </Text>
      )}
    </FormDialog>
  );
}

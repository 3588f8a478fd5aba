import { Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { FormDialog } from '@/components/ui/FormDialog';
import { useErrorText } from '@/components/ui/states';
import { refreshMail } from '../api/mail';

interface RemovingProps {
  name: string;
  text: string;
  run: () => Promise<unknown>;
  onClose: () => void;
}

/** Asks before something goes; a refusal (it is still used) stands in the dialog. */
export function Removing({ name, text, run, onClose }: RemovingProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const textOf = useErrorText();
  const remove = useMutation({
    mutationFn: run,
    onSuccess: onClose,
    onSettled: () => refreshMail(client),
  });
  return (
    <FormDialog
      title={t('mail.removeTitle', { name })}
      action={t('mail.remove')}
      isGrave
      isSaving={remove.isPending}
      onSave={remove.mutate}
      onClose={onClose}
    >
      <Text size="sm">{text}</Text>
      {remove.error && (
        <Text size="sm" c="red" role="alert">
          {textOf(remove.error)}
        </Text>
      )}
    </FormDialog>
  );
}

import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
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
    <Modal opened onClose={onClose} title={t('mail.removeTitle', { name })}>
      <Stack>
        <Text size="sm">{text}</Text>
        {remove.error && (
          <Text size="sm" c="red.7" role="alert">
            {textOf(remove.error)}
          </Text>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            {t('common.cancel')}
          </Button>
          <Button color="red.6" loading={remove.isPending} onClick={() => remove.mutate()}>
            {t('mail.remove')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

import { ActionIcon, Button, Group, Modal, Text, Tooltip } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useToasts } from '@/components/ui/toast';

interface RevokeProps {
  run: (id: string) => Promise<undefined>;
  queryKey: readonly string[];
  /** What stops with it. */
  text: string;
}

/** A button for each row, and the one dialog they open. */
interface Revoking {
  button: (id: string, name: string) => ReactNode;
  dialog: ReactNode;
}

/** Revoking a key or a token: it cannot come back, and a site stops with it, so this asks first. */
export function useRevoke({ run, queryKey, text }: RevokeProps): Revoking {
  const { t } = useTranslation();
  const client = useQueryClient();
  const toasts = useToasts();
  const revoke = useMutation({
    mutationFn: run,
    onSuccess: () => client.invalidateQueries({ queryKey }),
    onError: toasts.failed,
  });
  const [asked, ask] = useState<{ id: string; name: string } | null>(null);
  const confirm = () => {
    if (asked) revoke.mutate(asked.id);
    ask(null);
  };
  const label = t('settings.revoke');
  const button = (id: string, name: string) => (
    <Tooltip label={label}>
      <ActionIcon onClick={() => ask({ id, name })} aria-label={label}>
        <IconTrash size={16} />
      </ActionIcon>
    </Tooltip>
  );
  const dialog = (
    <Modal
      opened={asked !== null}
      onClose={() => ask(null)}
      title={t('settings.revokeTitle', { name: asked?.name ?? '' })}
    >
      <Text size="sm">{text}</Text>
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={() => ask(null)}>
          {t('common.cancel')}
        </Button>
        <Button color="red" onClick={confirm}>
          {label}
        </Button>
      </Group>
    </Modal>
  );
  return { button, dialog };
}

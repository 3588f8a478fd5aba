import { Avatar, Button, FileButton, Group, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useToasts } from '@/components/ui/toast';
import type { Me } from '@/lib/api/types';
import { useSession } from '@/lib/session';
import { settingsApi } from '../api';

const CutDialog = lazy(() => import('./CutDialog'));
const TAKEN = 'image/png,image/jpeg,image/webp,image/gif';

/** One's own face: visitors see it in the chat, colleagues in the inbox. */
export function Face() {
  const { t } = useTranslation();
  const { me } = useSession();
  const reset = useRef<() => void>(null);
  const [picture, setPicture] = useState<ImageBitmap>();
  const [isUnread, setUnread] = useState(false);
  const taken = useTakeFace();
  const remove = useMutation({ mutationFn: settingsApi.removeFace, ...taken });
  const take = async (file: File | null) => {
    reset.current?.();
    if (!file) return;
    const read = await createImageBitmap(file).catch(() => undefined);
    setPicture(read);
    setUnread(!read);
  };
  const { name, email, picture: path } = me.member;
  return (
    <Group gap="md" mb="md" wrap="nowrap">
      <Avatar size={64} radius={64} color="iris" src={path} name={name || email} alt={t('settings.face.own')} />
      <Stack gap={6}>
        <Group gap={8}>
          <FileButton resetRef={reset} accept={TAKEN} onChange={(file) => void take(file)}>
            {(props) => (
              <Button {...props} variant="default" size="xs">
                {t(path ? 'settings.face.change' : 'settings.face.choose')}
              </Button>
            )}
          </FileButton>
          {path && (
            <Button size="xs" variant="subtle" color="gray" loading={remove.isPending} onClick={() => remove.mutate()}>
              {t('settings.face.remove')}
            </Button>
          )}
        </Group>
        <Text size="xs" c={isUnread ? 'red' : 'dimmed'} role={isUnread ? 'alert' : undefined}>
          {t(isUnread ? 'settings.face.unread' : 'settings.face.text')}
        </Text>
      </Stack>
      <Suspense>
        {picture && <CutDialog picture={picture} taken={taken} onClose={() => setPicture(undefined)} />}
      </Suspense>
    </Group>
  );
}

export interface Taken {
  onSuccess: (me: Me) => void;
  onError: (error: unknown) => void;
}

/** The new face is everywhere at once. */
function useTakeFace(): Taken {
  const client = useQueryClient();
  const toasts = useToasts();
  return {
    onSuccess: (me) => {
      client.setQueryData(['me'], me);
      void client.invalidateQueries({ queryKey: ['team'] });
      void client.invalidateQueries({ queryKey: ['inbox', 'operators'] });
    },
    onError: toasts.failed,
  };
}

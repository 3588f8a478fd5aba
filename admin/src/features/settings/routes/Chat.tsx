import { Button, Group, Stack } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Failure, Lines } from '@/components/ui/states';
import { useToasts } from '@/components/ui/toast';
import { useCan } from '@/lib/session';
import { type ChatSettings, chatApi, chatQuery } from '../api/chat';
import { Behaviour } from '../chat/Behaviour';
import classes from '../chat/chat.module.css';
import { Hours } from '../chat/Hours';
import { Look } from '../chat/Look';
import { Preview } from '../chat/Preview';
import { Proof } from '../chat/Proof';
import { Words } from '../chat/Words';

/** The chat on the site: how it looks, what it says, when the team answers; beside it the chat itself. */
export function Component() {
  const query = useQuery(chatQuery);
  if (query.error && !query.data) return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Lines count={8} />;
  return <Form saved={query.data} />;
}

function Form({ saved }: { saved: ChatSettings }) {
  const { t } = useTranslation();
  const canEdit = useCan('inbox_manage');
  const client = useQueryClient();
  const toasts = useToasts();
  /** What was changed and not saved; nothing: as the server has it. */
  const [edited, setEdited] = useState<ChatSettings>();
  const save = useMutation({
    mutationFn: chatApi.save,
    onSuccess: (settings) => {
      client.setQueryData(chatQuery.queryKey, settings);
      setEdited(undefined);
      toasts.done(t('common.saved'));
    },
    onError: toasts.failed,
  });
  const settings = edited ?? saved;
  const change = (patch: Partial<ChatSettings>) => setEdited((before) => ({ ...(before ?? saved), ...patch }));
  const part = { settings, change, isDisabled: !canEdit };
  return (
    <div className={classes.columns}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate(settings);
        }}
      >
        <Look {...part} />
        <Words {...part} />
        <Behaviour {...part} />
        <Hours hours={settings.hours} isDisabled={!canEdit} onChange={(hours) => change({ hours })} />
        {canEdit && (
          <Group justify="flex-end" mb="md" className={classes.actions}>
            <Button variant="default" disabled={!edited} onClick={() => setEdited(undefined)}>
              {t('chat.discard')}
            </Button>
            <Button type="submit" disabled={!edited} loading={save.isPending}>
              {t('common.save')}
            </Button>
          </Group>
        )}
        <Proof canEdit={canEdit} />
      </form>
      <Stack className={classes.preview}>
        <Preview settings={settings} />
      </Stack>
    </div>
  );
}

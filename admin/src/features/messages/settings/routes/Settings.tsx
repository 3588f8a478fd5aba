import { Button, Group } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Failure, Lines } from '@/components/ui/states';
import { useToasts } from '@/components/ui/toast';
import { useCan } from '@/lib/session';
import { type MessagingSettings, messagingApi, messagingSettingsQuery } from '../../api/settings';
import { Caps } from '../Caps';
import { Hearing } from '../Hearing';
import { Consent, Control, Popups } from '../Leave';
import { Quiet } from '../Quiet';
import { Secret } from '../Secret';
import classes from '../settings.module.css';
import { Topics } from '../Topics';

/** How people are written to: how often, when, with whose leave. */
export function Component() {
  const query = useQuery(messagingSettingsQuery);
  const canSeeSecret = useCan('keys_write');
  if (query.error && !query.data) return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Lines count={8} />;
  return (
    <>
      <Form saved={query.data} />
      <Hearing />
      <Topics />
      {canSeeSecret && <Secret />}
    </>
  );
}

function Form({ saved }: { saved: MessagingSettings }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const toasts = useToasts();
  const canWrite = useCan('messages_write');
  /** What was changed and not saved; nothing: as the server has it. */
  const [edited, setEdited] = useState<Partial<MessagingSettings>>();
  const save = useMutation({
    mutationFn: messagingApi.saveSettings,
    onSuccess: (settings) => {
      client.setQueryData(messagingSettingsQuery.queryKey, settings);
      setEdited(undefined);
      toasts.done(t('common.saved'));
    },
    onError: toasts.failed,
  });
  const settings = { ...saved, ...edited };
  const part = {
    settings,
    change: (patch: Partial<MessagingSettings>) => setEdited((before) => ({ ...before, ...patch })),
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(settings);
      }}
    >
      <fieldset disabled={!canWrite} style={{ border: 0, margin: 0, padding: 0, minWidth: 0 }}>
        <Caps {...part} />
        <Quiet {...part} />
        <Consent {...part} />
        <Popups {...part} />
        <Control {...part} />
      </fieldset>
      {canWrite && (
        <Group justify="flex-end" className={classes.actions ?? ''}>
          <Button variant="default" disabled={!edited} onClick={() => setEdited(undefined)}>
            {t('messages.settings.discard')}
          </Button>
          <Button type="submit" disabled={!edited} loading={save.isPending}>
            {t('common.save')}
          </Button>
        </Group>
      )}
    </form>
  );
}

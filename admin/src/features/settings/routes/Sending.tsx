import { Button, Group } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Failure, Lines } from '@/components/ui/states';
import { useToasts } from '@/components/ui/toast';
import { useCan } from '@/lib/session';
import { type MailSettings, mailSettingsQuery, sendingApi } from '../api/sending';
import { Hooks } from '../sending/Hooks';
import { Paces } from '../sending/Paces';
import { Passing } from '../sending/Passing';
import { Reputation } from '../sending/Reputation';
import classes from '../sending/sending.module.css';
import { WarmUps } from '../sending/WarmUps';

/** How quickly letters leave, what slows them, what suppresses an address, and who tells of bounces. */
export function Component() {
  const query = useQuery(mailSettingsQuery);
  const seesHooks = useCan('workspace_write');
  if (query.error && !query.data) return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Lines count={8} />;
  return (
    <>
      <Form saved={query.data} />
      {seesHooks && <Hooks />}
    </>
  );
}

function Form({ saved }: { saved: MailSettings }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const toasts = useToasts();
  const canWrite = useCan('messages_write');
  /** What was changed and not saved; nothing: as the server has it. */
  const [edited, setEdited] = useState<Partial<MailSettings>>();
  const save = useMutation({
    mutationFn: sendingApi.save,
    onSuccess: (settings) => {
      client.setQueryData(mailSettingsQuery.queryKey, settings);
      setEdited(undefined);
      toasts.done(t('common.saved'));
    },
    onError: toasts.failed,
  });
  const settings = { ...saved, ...edited };
  const part = {
    settings,
    change: (patch: Partial<MailSettings>) => setEdited((before) => ({ ...before, ...patch })),
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(settings);
      }}
    >
      <fieldset disabled={!canWrite} className={classes.fields}>
        <Paces {...part} />
        <WarmUps {...part} />
        <Reputation {...part} />
        <Passing {...part} />
      </fieldset>
      {canWrite && (
        <Group justify="flex-end" className={classes.actions ?? ''}>
          <Button variant="default" disabled={!edited} onClick={() => setEdited(undefined)}>
            {t('sending.rules.discard')}
          </Button>
          <Button type="submit" disabled={!edited} loading={save.isPending}>
            {t('common.save')}
          </Button>
        </Group>
      )}
    </form>
  );
}

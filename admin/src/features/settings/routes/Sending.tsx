import { useQuery } from '@tanstack/react-query';
import { SettingsForm, useEditedSettings } from '@/components/ui/SettingsForm';
import { Failure, Lines } from '@/components/ui/states';
import { useCan } from '@/lib/session';
import { type MailSettings, mailSettingsQuery, sendingApi } from '../api/sending';
import { Hooks } from '../sending/Hooks';
import { Paces } from '../sending/Paces';
import { Passing } from '../sending/Passing';
import { Reputation } from '../sending/Reputation';
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
  const canWrite = useCan('messages_write');
  const { settings, change, form } = useEditedSettings(saved, { query: mailSettingsQuery, save: sendingApi.save });
  const part = { settings, change };
  return (
    <SettingsForm form={form} canSave={canWrite}>
      <Paces {...part} />
      <WarmUps {...part} />
      <Reputation {...part} />
      <Passing {...part} />
    </SettingsForm>
  );
}

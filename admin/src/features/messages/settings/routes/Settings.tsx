import { useQuery } from '@tanstack/react-query';
import { SettingsForm, useEditedSettings } from '@/components/ui/SettingsForm';
import { Failure, Lines } from '@/components/ui/states';
import { useCan } from '@/lib/session';
import { type MessagingSettings, messagingApi, messagingSettingsQuery } from '../../api/settings';
import { Caps } from '../Caps';
import { Hearing } from '../Hearing';
import { Consent, Control, Popups } from '../Leave';
import { Preferences } from '../preferences/Preferences';
import { Quiet } from '../Quiet';
import { Secret } from '../Secret';
import { Utm } from '../Utm';

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
      <Preferences />
      {canSeeSecret && <Secret />}
    </>
  );
}

function Form({ saved }: { saved: MessagingSettings }) {
  const canWrite = useCan('messages_write');
  const { settings, change, form } = useEditedSettings(saved, {
    query: messagingSettingsQuery,
    save: messagingApi.saveSettings,
  });
  const part = { settings, change };
  return (
    <SettingsForm form={form} canSave={canWrite}>
      <Caps {...part} />
      <Quiet {...part} />
      <Consent {...part} />
      <Popups {...part} />
      <Control {...part} />
      <Utm {...part} />
    </SettingsForm>
  );
}

import { useQuery } from '@tanstack/react-query';
import { SettingsForm, useEditedSettings } from '@/components/ui/SettingsForm';
import { Failure, Lines } from '@/components/ui/states';
import { useCan } from '@/lib/session';
import { type PreferenceSettings, preferencesQuery } from '@/lib/topics';
import { savePreferences } from './api';
import { Confirming } from './Confirming';
import { Topics } from './Topics';

/** What people may choose, and how they are asked. */
export function Preferences() {
  const query = useQuery(preferencesQuery);
  if (query.error && !query.data) return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Lines count={4} />;
  return <PreferencesForm saved={query.data} />;
}

function PreferencesForm({ saved }: { saved: PreferenceSettings }) {
  const canWrite = useCan('messages_write');
  const { settings, change, form } = useEditedSettings(saved, { query: preferencesQuery, save: savePreferences });
  const part = { settings, change };
  return (
    <SettingsForm form={form} canSave={canWrite}>
      <Topics {...part} />
      <Confirming {...part} />
    </SettingsForm>
  );
}

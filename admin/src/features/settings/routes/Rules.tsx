import { useQuery } from '@tanstack/react-query';
import { SettingsForm, useEditedSettings } from '@/components/ui/SettingsForm';
import { Failure, Lines } from '@/components/ui/states';
import { useCan } from '@/lib/session';
import { type RoutingRules, rulesApi, rulesQuery, teamsQuery } from '../api/rules';
import { Arriving, Back, OutOfHours, Rating } from '../rules/Sections';
import { Teams } from '../rules/Teams';

/** Who gets a conversation, when it goes back, what visitors are told and asked. */
export function Component() {
  const query = useQuery(rulesQuery);
  const canEdit = useCan('inbox_manage');
  if (query.error && !query.data) return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Lines count={8} />;
  return (
    <>
      <Teams canEdit={canEdit} first={query.data.default_team ?? null} />
      <Form saved={query.data} canEdit={canEdit} />
    </>
  );
}

function Form({ saved, canEdit }: { saved: RoutingRules; canEdit: boolean }) {
  const teams = useQuery(teamsQuery).data?.items ?? [];
  const { settings: rules, change, form } = useEditedSettings(saved, { query: rulesQuery, save: rulesApi.save });
  const part = { rules, change, isDisabled: !canEdit };
  return (
    <SettingsForm form={form} canSave={canEdit}>
      <Arriving {...part} teams={teams} />
      <Back {...part} />
      <OutOfHours {...part} />
      <Rating {...part} />
    </SettingsForm>
  );
}

import { NumberInput, SimpleGrid, Stack, Switch } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Section } from '@/components/ui/Section';
import { Failure, Lines } from '@/components/ui/states';
import type { CollectionSettings, Workspace } from '@/lib/api/types';
import { useCan, workspaceQuery } from '@/lib/session';
import { useSaveWorkspace } from '../useWorkspaceForm';

const WHAT = ['capture_contacts', 'capture_clicks'] as const;
const PRIVACY = [
  'require_consent',
  'respect_dnt',
  'anonymize_ip',
  'only_registered',
  'require_auth',
  'ads_need_consent',
] as const;
type Flag = (typeof WHAT | typeof PRIVACY)[number];

/** What is collected, and of whom. Each switch acts at once. */
export function Component() {
  const { t } = useTranslation();
  const query = useQuery(workspaceQuery);
  if (query.error && !query.data) return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Lines count={8} />;
  const { settings } = query.data;
  return (
    <>
      <Section title={t('settings.collect')}>
        <Flags names={WHAT} settings={settings} />
      </Section>
      <Section title={t('settings.privacy')}>
        <Flags names={PRIVACY} settings={settings} />
      </Section>
      <Section title={t('settings.times')}>
        <Times workspace={query.data} />
      </Section>
    </>
  );
}

function Flags({ names, settings }: { names: readonly Flag[]; settings: CollectionSettings }) {
  const { t } = useTranslation();
  const canEdit = useCan('workspace_write');
  const save = useSaveWorkspace();
  return (
    <Stack gap="md">
      {names.map((name) => (
        <Switch
          key={name}
          label={t(`settings.flag.${name}.title`)}
          description={t(`settings.flag.${name}.text`)}
          checked={settings[name]}
          disabled={!canEdit}
          onChange={(event) => save.mutate({ settings: { [name]: event.currentTarget.checked } })}
        />
      ))}
    </Stack>
  );
}

function Times({ workspace }: { workspace: Workspace }) {
  const { t } = useTranslation();
  const canEdit = useCan('workspace_write');
  const save = useSaveWorkspace();
  const number = (name: 'session_gap_min' | 'late_event_h', max: number) => ({
    defaultValue: workspace.settings[name],
    min: 1,
    max,
    allowDecimal: false,
    disabled: !canEdit,
    onBlur: (event: { currentTarget: { value: string } }) => {
      const value = Number.parseInt(event.currentTarget.value, 10);
      if (value >= 1 && value <= max && value !== workspace.settings[name])
        save.mutate({ settings: { [name]: value } });
    },
  });
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }}>
      <NumberInput
        label={t('settings.sessionGap')}
        description={t('settings.sessionGapText')}
        {...number('session_gap_min', 1440)}
      />
      <NumberInput
        label={t('settings.lateEvent')}
        description={t('settings.lateEventText')}
        {...number('late_event_h', 8760)}
      />
    </SimpleGrid>
  );
}

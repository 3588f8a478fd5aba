import { Button, Group, PasswordInput, Select, SimpleGrid, Stack, TagsInput, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CodeLine } from '@/components/ui/Code';
import { Section } from '@/components/ui/Section';
import { Failure, Lines } from '@/components/ui/states';
import { fieldErrors } from '@/lib/api/errors';
import type { Workspace } from '@/lib/api/types';
import { useCan, workspaceQuery } from '@/lib/session';
import { DangerZone } from '../components/DangerZone';
import { useSaveWorkspace } from '../useWorkspaceForm';

const CURRENCIES = ['RUB', 'USD', 'EUR', 'KZT', 'BYN', 'UAH', 'GBP', 'TRY', 'CNY', 'AED', 'AMD', 'GEL', 'UZS', 'KGS'];
const REGIONS = ['RU', 'KZ', 'BY', 'UA', 'AM', 'GE', 'UZ', 'KG', 'US', 'GB', 'DE', 'TR', 'AE'];
const ZONES = Intl.supportedValuesOf('timeZone');

export function Component() {
  const query = useQuery(workspaceQuery);
  if (query.error && !query.data) return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Lines count={8} />;
  return (
    <>
      <General workspace={query.data} />
      <Domains workspace={query.data} />
      <Authorisation workspace={query.data} />
      <DangerZone />
    </>
  );
}

function withCurrent(all: string[], current: string): string[] {
  return all.includes(current) ? all : [current, ...all];
}

function General({ workspace }: { workspace: Workspace }) {
  const { t, i18n } = useTranslation();
  const canEdit = useCan('workspace_write');
  const save = useSaveWorkspace();
  const [data, setData] = useState({
    name: workspace.name,
    time_zone: workspace.time_zone,
    currency: workspace.currency,
    phone_region: workspace.phone_region,
  });
  const regions = new Intl.DisplayNames([i18n.language], { type: 'region' });
  const currencies = new Intl.DisplayNames([i18n.language], { type: 'currency' });
  const set = (patch: Partial<typeof data>) => setData((before) => ({ ...before, ...patch }));
  const isSame = (Object.keys(data) as (keyof typeof data)[]).every((key) => data[key] === workspace[key]);
  const faults = fieldErrors(save.error);
  return (
    <Section title={t('settings.general')}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate(data);
        }}
      >
        <Stack gap="md">
          <TextInput
            label={t('session.workspaceName')}
            value={data.name}
            error={faults.name}
            onChange={(event) => set({ name: event.currentTarget.value })}
            maxLength={100}
            disabled={!canEdit}
          />
          <SimpleGrid cols={{ base: 1, sm: 3 }}>
            <Select
              label={t('settings.zone')}
              searchable
              allowDeselect={false}
              limit={60}
              data={withCurrent(ZONES, data.time_zone)}
              value={data.time_zone}
              onChange={(value) => set({ time_zone: value ?? data.time_zone })}
              disabled={!canEdit}
            />
            <Select
              label={t('settings.currency')}
              searchable
              allowDeselect={false}
              data={withCurrent(CURRENCIES, data.currency).map((code) => ({
                value: code,
                label: `${code} — ${currencies.of(code) ?? code}`,
              }))}
              value={data.currency}
              onChange={(value) => set({ currency: value ?? data.currency })}
              disabled={!canEdit}
            />
            <Select
              label={t('settings.region')}
              searchable
              allowDeselect={false}
              data={withCurrent(REGIONS, data.phone_region).map((code) => ({
                value: code,
                label: regions.of(code) ?? code,
              }))}
              value={data.phone_region}
              onChange={(value) => set({ phone_region: value ?? data.phone_region })}
              disabled={!canEdit}
            />
          </SimpleGrid>
          {canEdit && (
            <Group justify="flex-end">
              <Button type="submit" loading={save.isPending} disabled={isSame}>
                {t('common.save')}
              </Button>
            </Group>
          )}
        </Stack>
      </form>
    </Section>
  );
}

function Domains({ workspace }: { workspace: Workspace }) {
  const { t } = useTranslation();
  const canEdit = useCan('workspace_write');
  const save = useSaveWorkspace();
  const change = (allowed_domains: string[]) =>
    save.mutate({
      allowed_domains: allowed_domains.map((domain) =>
        domain
          .trim()
          .replace(/^https?:\/\//, '')
          .replace(/\/.*$/, ''),
      ),
    });
  return (
    <Section title={t('settings.domains')} text={t('settings.domainsText')}>
      <TagsInput
        aria-label={t('settings.domains')}
        placeholder="example.com"
        value={workspace.allowed_domains}
        onChange={change}
        disabled={!canEdit}
        splitChars={[',', ' ', ';']}
        acceptValueOnBlur
      />
    </Section>
  );
}

/** The secret that proves a User ID given by a page. */
function Authorisation({ workspace }: { workspace: Workspace }) {
  const { t } = useTranslation();
  const [isShown, show] = useState(false);
  if (workspace.auth_key === null) return null;
  return (
    <Section title={t('settings.authKey')} text={t('settings.authKeyText')}>
      {isShown ? (
        <CodeLine text={workspace.auth_key} />
      ) : (
        <Group>
          <PasswordInput
            value="••••••••••••••••"
            readOnly
            aria-label={t('settings.authKey')}
            w={240}
            visibilityToggleIcon={() => null}
            visibilityToggleButtonProps={{ 'aria-hidden': true }}
          />
          <Button variant="default" onClick={() => show(true)}>
            {t('settings.show')}
          </Button>
        </Group>
      )}
    </Section>
  );
}

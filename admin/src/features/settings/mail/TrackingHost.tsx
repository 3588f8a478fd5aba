import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CodeLine } from '@/components/ui/Code';
import { Listed } from '@/components/ui/Listed';
import { Section } from '@/components/ui/Section';
import { useToasts } from '@/components/ui/toast';
import { type TrackingHost as Host, hostApi, hostQuery } from '../api/host';
import { CheckedHead } from './CheckedHead';
import { useSaid } from './said';

const COLOURS = { none: 'gray', new: 'gray', proved: 'teal', wrong: 'orange', broken: 'red' } as const;

/** The host that links of letters lead over: set, looked at, used once it was proved. */
export function TrackingHost({ canEdit }: { canEdit: boolean }) {
  const { t } = useTranslation();
  const query = useQuery(hostQuery);
  return (
    <Section title={t('mail.tracking.title')} text={t('mail.tracking.text')}>
      <Listed query={query} count={2}>
        {query.data &&
          (query.data.host === null ? (
            canEdit ? (
              <Naming />
            ) : (
              <Text size="sm" c="dimmed">
                {t('mail.tracking.none')}
              </Text>
            )
          ) : (
            <Standing host={query.data} canEdit={canEdit} />
          ))}
      </Listed>
    </Section>
  );
}

/** What every change of it has in common. */
function useHost(change: () => Promise<unknown>) {
  const client = useQueryClient();
  const toasts = useToasts();
  return useMutation({
    mutationFn: change,
    onError: toasts.failed,
    onSettled: () => client.invalidateQueries(hostQuery),
  });
}

function Naming() {
  const { t } = useTranslation();
  const [host, type] = useState('');
  const save = useHost(() => hostApi.write(host.trim()));
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <Group align="flex-end" gap="xs">
        <TextInput
          style={{ flex: '1 1 220px', maxWidth: 360 }}
          label={t('mail.tracking.name')}
          placeholder="links.shop.ru"
          maxLength={253}
          value={host}
          onChange={(event) => type(event.currentTarget.value)}
        />
        <Button type="submit" disabled={!host.includes('.')} loading={save.isPending}>
          {t('mail.tracking.set')}
        </Button>
      </Group>
    </form>
  );
}

function Standing({ host, canEdit }: { host: Host; canEdit: boolean }) {
  const { t } = useTranslation();
  const said = useSaid();
  const check = useHost(hostApi.check);
  const remove = useHost(hostApi.remove);
  return (
    <Stack gap="sm">
      <CheckedHead
        name={host.host ?? ''}
        state={t(`mail.tracking.states.${host.state}`)}
        colour={COLOURS[host.state]}
        at={host.checked_at}
        check={canEdit ? check : undefined}
      >
        {canEdit && (
          <Button size="xs" variant="default" loading={remove.isPending} onClick={() => remove.mutate()}>
            {t('mail.tracking.remove')}
          </Button>
        )}
      </CheckedHead>
      <Text size="sm">{t(`mail.tracking.stateText.${host.state}`)}</Text>
      {host.found !== '' && (
        <Text size="sm" c="red">
          {t(`mail.tracking.found.${host.found as 'elsewhere'}`)}
          {host.detail && ` (${said(host.detail)})`}
        </Text>
      )}
      {host.state !== 'proved' && (
        <div>
          <Text size="xs" c="dimmed" mb={4}>
            {t('mail.tracking.record')}
          </Text>
          <CodeLine text={`${host.host}. CNAME ${host.target}.`} />
          <Text size="xs" c="dimmed" mt={4}>
            {t('mail.tracking.server')}
          </Text>
        </div>
      )}
    </Stack>
  );
}

import { Select, Text, Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormDialog } from '@/components/ui/FormDialog';
import { useErrorText } from '@/components/ui/states';
import { type Hook, type Provider, refreshHooks, sendingApi } from '../api/sending';
import { HookSteps } from './HookSteps';
import { knownProvider } from './providers';

const NEEDED = { secret: 'sending.hooks.secret', key: 'sending.hooks.key', topic: 'sending.hooks.topic' } as const;
/** Chooses a provider, takes what its calls are proved by, and gives the address to copy. */
export function HookDialog({ providers, onClose }: { providers: readonly Provider[]; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const textOf = useErrorText();
  const [id, choose] = useState<string | null>(null);
  const [proof, setProof] = useState('');
  const provider = providers.find((each) => each.id === id);
  const needs = provider && provider.needs in NEEDED ? (provider.needs as keyof typeof NEEDED) : null;
  const how = knownProvider(id);
  const create = useMutation<Hook>({
    mutationFn: () =>
      sendingApi.create(id ?? '', needs === 'topic' ? '' : proof.trim(), needs === 'topic' ? proof.trim() : ''),
    onSuccess: () => refreshHooks(client),
  });
  if (create.data) return <HookSteps hook={create.data} onClose={onClose} />;
  return (
    <FormDialog
      title={t('sending.hooks.add')}
      action={t('sending.hooks.create')}
      isReady={provider !== undefined && (needs === null || proof.trim() !== '')}
      isSaving={create.isPending}
      onSave={create.mutate}
      onClose={onClose}
    >
      <Select
        data-autofocus
        label={t('sending.hooks.provider')}
        data={providers.map(({ id: value, name: label }) => ({ value, label }))}
        value={id}
        allowDeselect={false}
        error={create.error ? textOf(create.error) : null}
        onChange={(next) => {
          choose(next);
          setProof('');
        }}
      />
      {needs && (
        <Textarea
          label={t(NEEDED[needs])}
          autosize
          minRows={1}
          maxRows={6}
          autoComplete="off"
          value={proof}
          required
          withAsterisk={false}
          onChange={(event) => setProof(event.currentTarget.value)}
        />
      )}
      {how && (
        <Text size="xs" c="dimmed">
          {t(`sending.hooks.how.${how}`)}
        </Text>
      )}
    </FormDialog>
  );
}

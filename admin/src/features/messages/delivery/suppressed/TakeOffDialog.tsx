import { Alert, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormDialog } from '@/components/ui/FormDialog';
import { useErrorText } from '@/components/ui/states';
import { useToasts } from '@/components/ui/toast';
import { deliveryApi, refreshDelivery, type Suppressed } from '../api';

const LONGEST = 300;

/** Lets letters go to an address again; the journal keeps why. */
export function TakeOffDialog({ row, onClose }: { row: Suppressed; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const toasts = useToasts();
  const textOf = useErrorText();
  const [why, setWhy] = useState('');
  const name = row.address ?? t('sending.list.erased');
  const take = useMutation({
    mutationFn: () => deliveryApi.takeOff(row.id, why.trim()),
    onSuccess: () => {
      toasts.done(t('sending.taking.done', { name }));
      onClose();
    },
    onSettled: () => refreshDelivery(client),
  });
  return (
    <FormDialog
      title={t('sending.taking.title', { name })}
      action={t('sending.taking.go')}
      isReady={why.trim() !== ''}
      isSaving={take.isPending}
      onSave={take.mutate}
      onClose={onClose}
    >
      <Text size="sm">{t('sending.taking.text')}</Text>
      {row.reason === 'complained' && <Alert color="orange">{t('sending.taking.complained')}</Alert>}
      <TextInput
        data-autofocus
        label={t('sending.taking.why')}
        placeholder={t('sending.taking.whyHint')}
        value={why}
        maxLength={LONGEST}
        required
        withAsterisk={false}
        error={take.error ? textOf(take.error) : null}
        onChange={(event) => setWhy(event.currentTarget.value)}
      />
    </FormDialog>
  );
}

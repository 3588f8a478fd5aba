import { Switch, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { FormDialog } from '@/components/ui/FormDialog';
import { useToasts } from '@/components/ui/toast';
import { SCENARIOS, scenariosApi } from '../api';
import { placeOf } from '../list/columns';
import { useMessage } from './context';

const MOST = 200;

/** A mailing that worked becomes a message that sends itself. */
export function Automate({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { scenario } = useMessage();
  const client = useQueryClient();
  const toasts = useToasts();
  const navigate = useNavigate();
  const [name, setName] = useState(t('messages.automate.nameOf', { name: scenario.name }).slice(0, MOST));
  const [isLaunched, setLaunched] = useState(false);
  const make = useMutation({
    mutationFn: () => scenariosApi.automate(scenario.id, name.trim(), isLaunched),
    onSuccess: (made) => {
      void client.invalidateQueries({ queryKey: SCENARIOS });
      toasts.done(t(isLaunched ? 'messages.automate.launched' : 'messages.automate.made'));
      onClose();
      void navigate(placeOf(made));
    },
    onError: toasts.failed,
  });
  return (
    <FormDialog
      title={t('messages.automate.title')}
      action={t('messages.automate.make')}
      isReady={name.trim() !== ''}
      isSaving={make.isPending}
      onSave={() => make.mutate()}
      onClose={onClose}
    >
      <Text size="sm">{t('messages.automate.text')}</Text>
      <TextInput
        label={t('messages.automate.name')}
        required
        maxLength={MOST}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Switch
        label={t('messages.automate.now')}
        description={t('messages.automate.nowText')}
        checked={isLaunched}
        onChange={(event) => setLaunched(event.currentTarget.checked)}
      />
    </FormDialog>
  );
}

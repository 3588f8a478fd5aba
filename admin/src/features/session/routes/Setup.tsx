import { Button, Stack, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, useNavigate } from 'react-router';
import { Failure } from '@/components/ui/states';
import { fieldErrors } from '@/lib/api/errors';
import type { Language } from '@/lib/api/types';
import { queryClient } from '@/lib/query';
import { sessionApi } from '../api';
import { EmailField, FormError, PasswordField } from '../components/fields';
import { Gate } from '../components/Gate';

/** The first page of a new server: its owner and the first workspace. */
export function Component() {
  const state = useQuery({ queryKey: ['setup'], queryFn: sessionApi.setupState });
  if (state.error) return <Failure error={state.error} onRetry={() => void state.refetch()} />;
  if (!state.data) return null;
  if (!state.data.needs_owner) return <Navigate to="/sign-in" replace />;
  return <SetupForm />;
}

const NOTHING = { workspace_name: '', name: '', email: '', password: '' };

function SetupForm() {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const [data, setData] = useState(NOTHING);
  const create = useMutation({
    mutationFn: () => sessionApi.setup({ ...data, email: data.email.trim(), language: i18n.language as Language }),
    onSuccess: async (me) => {
      queryClient.clear();
      queryClient.setQueryData(['me'], me);
      await navigate('/', { replace: true });
    },
  });
  const faults = fieldErrors(create.error);
  const field = (key: keyof typeof NOTHING) => ({
    value: data[key],
    error: faults[key],
    onChange: (event: { currentTarget: { value: string } }) => {
      const { value } = event.currentTarget;
      setData((before) => ({ ...before, [key]: value }));
    },
  });
  return (
    <Gate title={t('session.setup')} text={t('session.setupText')}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate();
        }}
      >
        <Stack>
          <FormError error={create.error} />
          <TextInput
            label={t('session.workspaceName')}
            placeholder={t('session.workspaceHint')}
            required
            withAsterisk={false}
            maxLength={100}
            autoFocus
            {...field('workspace_name')}
          />
          <TextInput
            label={t('session.name')}
            autoComplete="name"
            required
            withAsterisk={false}
            maxLength={100}
            {...field('name')}
          />
          <EmailField {...field('email')} />
          <PasswordField isNew {...field('password')} />
          <Button type="submit" loading={create.isPending} fullWidth>
            {t('session.setupButton')}
          </Button>
        </Stack>
      </form>
    </Gate>
  );
}

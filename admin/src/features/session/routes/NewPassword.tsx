import { Button, Stack } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { useToasts } from '@/components/ui/toast';
import { fieldErrors } from '@/lib/api/errors';
import { sessionApi } from '../api';
import { FormError, PasswordField } from '../components/fields';
import { Gate, LinkState } from '../components/Gate';

export function Component() {
  const { t } = useTranslation();
  const { token = '' } = useParams();
  const navigate = useNavigate();
  const toasts = useToasts();
  const [password, setPassword] = useState('');
  const view = useQuery({ queryKey: ['reset', token], queryFn: () => sessionApi.viewReset(token), retry: false });
  const save = useMutation({
    mutationFn: () => sessionApi.reset(token, password),
    onSuccess: async () => {
      toasts.done(t('session.passwordSaved'));
      await navigate('/sign-in', { replace: true });
    },
  });
  if (!view.data) return <LinkState query={view} text={t('session.deadResetText')} />;
  return (
    <Gate title={t('session.newPassword')} text={view.data.email}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <Stack>
          <FormError error={save.error} />
          <input type="hidden" autoComplete="username" value={view.data.email} readOnly />
          <PasswordField
            isNew
            autoFocus
            value={password}
            error={fieldErrors(save.error).password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          <Button type="submit" loading={save.isPending}>
            {t('session.newPasswordButton')}
          </Button>
        </Stack>
      </form>
    </Gate>
  );
}

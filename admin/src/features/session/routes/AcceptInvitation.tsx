import { Button, Stack, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { fieldErrors } from '@/lib/api/errors';
import type { InvitationView } from '@/lib/api/types';
import { queryClient } from '@/lib/query';
import { sessionApi } from '../api';
import { FormError, PasswordField } from '../components/fields';
import { DeadLink, Gate } from '../components/Gate';

export function Component() {
  const { t } = useTranslation();
  const { token = '' } = useParams();
  const view = useQuery({ queryKey: ['invitation', token], queryFn: () => sessionApi.viewInvitation(token), retry: false });
  if (view.error) return <DeadLink title={t('session.deadLink')} text={t('session.deadInvitationText')} />;
  if (!view.data) return null;
  return <Accept token={token} invitation={view.data} />;
}

function Accept({ token, invitation }: { token: string; invitation: InvitationView }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const isNew = !invitation.has_account;
  const accept = useMutation({
    mutationFn: () => sessionApi.acceptInvitation(token, isNew ? { name, password } : { password }),
    onSuccess: async () => {
      queryClient.clear();
      await navigate('/', { replace: true });
    },
  });
  const faults = fieldErrors(accept.error);
  return (
    <Gate title={t('session.join', { workspace: invitation.workspace_name })} text={isNew ? t('session.joinNew', { email: invitation.email }) : t('session.joinKnown', { email: invitation.email })}>
      <form onSubmit={(event) => { event.preventDefault(); accept.mutate(); }}>
        <Stack>
          <FormError error={accept.error} />
          <input type="hidden" autoComplete="username" value={invitation.email} readOnly />
          {isNew && <TextInput label={t('session.name')} autoComplete="name" required withAsterisk={false} autoFocus value={name} error={faults.name} onChange={(event) => setName(event.currentTarget.value)} />}
          <PasswordField isNew={isNew} value={password} error={faults.password} onChange={(event) => setPassword(event.currentTarget.value)} />
          <Button type="submit" loading={accept.isPending}>{t('session.joinButton')}</Button>
        </Stack>
      </form>
    </Gate>
  );
}

import { Button, Stack, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import { ApiError, fieldErrors } from '@/lib/api/errors';
import type { InvitationView } from '@/lib/api/types';
import { queryClient } from '@/lib/query';
import { sessionApi } from '../api';
import { FormError, PasswordField } from '../components/fields';
import { Gate, LinkState } from '../components/Gate';

export function Component() {
  const { t } = useTranslation();
  const { token = '' } = useParams();
  const view = useQuery({
    queryKey: ['invitation', token],
    queryFn: () => sessionApi.viewInvitation(token),
    retry: false,
  });
  if (!view.data) return <LinkState query={view} text={t('session.deadInvitationText')} />;
  return <Accept token={token} invitation={view.data} />;
}

interface AcceptProps {
  token: string;
  invitation: InvitationView;
}

function Accept(props: AcceptProps) {
  return props.invitation.has_account ? <AcceptKnown {...props} /> : <AcceptNew {...props} />;
}

function useAccept(token: string) {
  const navigate = useNavigate();
  return useMutation({
    mutationFn: (data: { name?: string; password?: string }) => sessionApi.acceptInvitation(token, data),
    onSuccess: async (me) => {
      queryClient.clear();
      const joined = me.workspaces.at(-1);
      await navigate(joined ? `/?workspace=${joined.id}` : '/', { replace: true });
    },
  });
}

function AcceptNew({ token, invitation }: AcceptProps) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const accept = useAccept(token);
  const faults = fieldErrors(accept.error);
  return (
    <Gate
      title={t('session.join', { workspace: invitation.workspace_name })}
      text={t('session.joinNew', { email: invitation.email })}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          accept.mutate({ name, password });
        }}
      >
        <Stack>
          <FormError error={accept.error} />
          <input type="hidden" autoComplete="username" value={invitation.email} readOnly />
          <TextInput
            label={t('session.name')}
            autoComplete="name"
            required
            withAsterisk={false}
            autoFocus
            value={name}
            error={faults.name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <PasswordField
            isNew
            value={password}
            error={faults.password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          <Button type="submit" loading={accept.isPending}>
            {t('session.joinButton')}
          </Button>
        </Stack>
      </form>
    </Gate>
  );
}

/** Who has an account joins signed in with it: the link alone proves only that the letter was read. */
function AcceptKnown({ token, invitation }: AcceptProps) {
  const { t } = useTranslation();
  const accept = useAccept(token);
  const mustSignIn = accept.error instanceof ApiError && accept.error.code === 'sign_in_first';
  const back = encodeURIComponent(`/invitations/${token}`);
  return (
    <Gate
      title={t('session.join', { workspace: invitation.workspace_name })}
      text={
        mustSignIn
          ? t('session.joinSignIn', { email: invitation.email })
          : t('session.joinKnown', { email: invitation.email })
      }
    >
      {!mustSignIn && <FormError error={accept.error} />}
      {mustSignIn ? (
        <Button component={Link} to={`/sign-in?next=${back}`}>
          {t('session.signInButton')}
        </Button>
      ) : (
        <Button loading={accept.isPending} onClick={() => accept.mutate({})}>
          {t('session.joinButton')}
        </Button>
      )}
    </Gate>
  );
}

import { Anchor, Button, PinInput, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Navigate, useNavigate, useSearchParams } from 'react-router';
import { fieldErrors } from '@/lib/api/errors';
import { queryClient } from '@/lib/query';
import { sessionApi } from '../api';
import { EmailField, FormError, PasswordField } from '../components/fields';
import { Gate } from '../components/Gate';

/** Only paths of this site: a link must not send one elsewhere after the sign-in. */
function safeNext(next: string | null): string {
  return next?.startsWith('/') && !next.startsWith('//') && !next.startsWith('/\\') ? next : '/';
}

export function Component() {
  const [params] = useSearchParams();
  const navigate = useNavigate();
  const [needsCode, setNeedsCode] = useState(false);
  const setup = useQuery({ queryKey: ['setup'], queryFn: sessionApi.setupState });
  if (setup.data?.needs_owner) return <Navigate to="/setup" replace />;
  const enter = async () => {
    queryClient.clear();
    await navigate(safeNext(params.get('next')), { replace: true });
  };
  if (needsCode) return <CodeStep onDone={enter} onBack={() => setNeedsCode(false)} />;
  return <PasswordStep onDone={enter} onCode={() => setNeedsCode(true)} />;
}

function PasswordStep({ onDone, onCode }: { onDone: () => Promise<void>; onCode: () => void }) {
  const { t } = useTranslation();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const signIn = useMutation({
    mutationFn: () => sessionApi.signIn({ email: email.trim(), password }),
    onSuccess: (answer) => (answer.status === 'totp' ? onCode() : onDone()),
  });
  return (
    <Gate title={t('session.signIn')}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          signIn.mutate();
        }}
      >
        <Stack>
          <FormError error={signIn.error} />
          <EmailField value={email} onChange={(event) => setEmail(event.currentTarget.value)} autoFocus />
          <PasswordField value={password} onChange={(event) => setPassword(event.currentTarget.value)} />
          <Button type="submit" loading={signIn.isPending} fullWidth>
            {t('session.signInButton')}
          </Button>
          <Anchor component={Link} to="/password-resets" size="sm" ta="center">
            {t('session.forgot')}
          </Anchor>
        </Stack>
      </form>
    </Gate>
  );
}

function CodeStep({ onDone, onBack }: { onDone: () => Promise<void>; onBack: () => void }) {
  const { t } = useTranslation();
  const [code, setCode] = useState('');
  const [isRecovery, setRecovery] = useState(false);
  const send = useMutation({ mutationFn: sessionApi.signInCode, onSuccess: onDone, onError: () => setCode('') });
  const submit = (value: string) => send.mutate(value.trim());
  return (
    <Gate title={t('session.code')} text={isRecovery ? t('session.recoveryText') : t('session.codeText')}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          submit(code);
        }}
      >
        <Stack>
          <FormError error={send.error} />
          {isRecovery ? (
            <TextInput
              label={t('session.recoveryCode')}
              error={fieldErrors(send.error).code}
              value={code}
              onChange={(event) => setCode(event.currentTarget.value)}
              autoFocus
              autoComplete="off"
            />
          ) : (
            <PinInput
              length={6}
              type="number"
              size="md"
              oneTimeCode
              autoFocus
              value={code}
              onChange={setCode}
              onComplete={submit}
              aria-label={t('session.code')}
              style={{ justifyContent: 'center' }}
            />
          )}
          <Button type="submit" loading={send.isPending} disabled={code.trim().length < 6}>
            {t('session.signInButton')}
          </Button>
          <Anchor
            component="button"
            type="button"
            size="sm"
            onClick={() => {
              setRecovery(!isRecovery);
              setCode('');
            }}
          >
            {isRecovery ? t('session.useCode') : t('session.useRecovery')}
          </Anchor>
          <Text size="sm" ta="center">
            <Anchor component="button" type="button" onClick={onBack}>
              {t('common.back')}
            </Anchor>
          </Text>
        </Stack>
      </form>
    </Gate>
  );
}

import { Anchor, Button, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { sessionApi } from '../api';
import { EmailField, FormError } from '../components/fields';
import { Gate } from '../components/Gate';

export function Component() {
  const { t } = useTranslation();
  const [email, setEmail] = useState('');
  const ask = useMutation({ mutationFn: () => sessionApi.askReset(email.trim()) });
  const back = (
    <Anchor component={Link} to="/sign-in" size="sm" ta="center">
      {t('session.toSignIn')}
    </Anchor>
  );
  if (ask.isSuccess) {
    return (
      <Gate title={t('session.resetSent')} text={t('session.resetSentText', { email: email.trim() })}>
        <Text size="sm" c="dimmed">
          {t('session.resetSentHint')}
        </Text>
        {back}
      </Gate>
    );
  }
  return (
    <Gate title={t('session.reset')} text={t('session.resetText')}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          ask.mutate();
        }}
      >
        <Stack>
          <FormError error={ask.error} />
          <EmailField value={email} onChange={(event) => setEmail(event.currentTarget.value)} autoFocus />
          <Button type="submit" loading={ask.isPending}>
            {t('session.resetButton')}
          </Button>
          {back}
        </Stack>
      </form>
    </Gate>
  );
}

import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CodeLine } from '@/components/ui/Code';
import { Listed } from '@/components/ui/Listed';
import { Section } from '@/components/ui/Section';
import { webhookSecretQuery } from '../api/settings';

/** What calls of webhooks are signed with; shown when it is asked for. */
export function Secret() {
  const { t } = useTranslation();
  const [isShown, show] = useState(false);
  const secret = useQuery({ ...webhookSecretQuery, enabled: isShown });
  return (
    <Section title={t('messages.settings.secret')} text={t('messages.settings.secretText')}>
      {isShown ? (
        <Listed query={secret} count={1}>
          <CodeLine text={secret.data ?? ''} />
        </Listed>
      ) : (
        <Button variant="default" size="compact-md" onClick={() => show(true)}>
          {t('settings.show')}
        </Button>
      )}
    </Section>
  );
}

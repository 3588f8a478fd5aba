import { Alert, Button, Modal, Select, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconKey } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CodeLine } from '@/components/ui/Code';
import { Listed } from '@/components/ui/Listed';
import { Moment } from '@/components/ui/Moment';
import { Section } from '@/components/ui/Section';
import { useToasts } from '@/components/ui/toast';
import type { ApiToken, Role } from '@/lib/api/types';
import { useCan } from '@/lib/session';
import { settingsApi, tokensQuery } from '../api';
import classes from '../settings.module.css';
import { NewKey } from './NewKey';
import { useRevoke } from './Revoke';

const TOKEN_ROLES: Role[] = ['admin', 'marketer', 'operator', 'viewer'];

/** The secret tokens of servers and integrations. */
export function Tokens() {
  const { t } = useTranslation();
  const canEdit = useCan('keys_write');
  const query = useQuery(tokensQuery);
  const [isOpen, dialog] = useDisclosure();
  const revoke = useRevoke({
    run: settingsApi.revokeToken,
    queryKey: ['api-tokens'],
    text: t('settings.revokeTokenText'),
  });
  const add = (
    <Button variant="default" onClick={dialog.open}>
      {t('settings.newToken')}
    </Button>
  );
  return (
    <Section title={t('settings.tokens')} text={t('settings.tokensText')} flush actions={canEdit && add}>
      <Listed query={query}>
        {query.data?.items.length === 0 && (
          <Text size="sm" c="dimmed" px="md" pb="md">
            {t('settings.noTokens')}
          </Text>
        )}
        {query.data?.items.map((token) => (
          <TokenRow key={token.id} token={token} action={canEdit && revoke.button(token.id, token.name)} />
        ))}
      </Listed>
      {revoke.dialog}
      <TokenDialog isOpen={isOpen} onClose={dialog.close} />
    </Section>
  );
}

function TokenRow({ token, action }: { token: ApiToken; action: ReactNode }) {
  const { t } = useTranslation();
  return (
    <div className={classes.row}>
      <IconKey size={17} stroke={1.6} />
      <div className={classes.grow}>
        <Text size="sm" fw={500} truncate>
          {token.name}{' '}
          <Text span c="dimmed" inherit ff="monospace" fz={12}>
            …{token.hint}
          </Text>
        </Text>
        <Text size="xs" c="dimmed">
          {t(`common.role.${token.role}`)} · {t('settings.lastUsed')}{' '}
          {token.last_used_at ? <Moment at={token.last_used_at} /> : t('common.never')}
        </Text>
      </div>
      {action}
    </div>
  );
}

/** Asks for a name and a role, then shows the token, once. */
function TokenDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const toasts = useToasts();
  const [role, setRole] = useState<Role>('admin');
  const create = useMutation({
    mutationFn: settingsApi.createToken,
    onSuccess: () => client.invalidateQueries({ queryKey: ['api-tokens'] }),
    onError: toasts.failed,
  });
  const close = () => {
    onClose();
    create.reset();
  };
  return (
    <Modal opened={isOpen} onClose={close} title={t('settings.newToken')} closeOnClickOutside={!create.data}>
      {create.data ? (
        <Stack>
          <Alert color="orange">{t('settings.tokenOnce')}</Alert>
          <CodeLine text={create.data.token} />
          <Button onClick={close}>{t('settings.tokenKept')}</Button>
        </Stack>
      ) : (
        <NewKey
          isBusy={create.isPending}
          placeholder={t('settings.tokenHint')}
          onSubmit={(name) => create.mutate({ name, role })}
        >
          <Select
            label={t('settings.role')}
            allowDeselect={false}
            value={role}
            onChange={(value) => setRole(value as Role)}
            data={TOKEN_ROLES.map((one) => ({ value: one, label: t(`common.role.${one}`) }))}
          />
        </NewKey>
      )}
    </Modal>
  );
}

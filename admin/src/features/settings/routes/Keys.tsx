import { ActionIcon, Alert, Badge, Button, Group, Modal, Select, Stack, Text, TextInput, Tooltip } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconKey, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CodeLine } from '@/components/ui/Code';
import { Moment } from '@/components/ui/Moment';
import { Section } from '@/components/ui/Section';
import { Failure, Lines } from '@/components/ui/states';
import { useToasts } from '@/components/ui/toast';
import type { ApiToken, Role, WriteKey } from '@/lib/api/types';
import { useCan } from '@/lib/session';
import { settingsApi, tokensQuery, writeKeysQuery } from '../api';
import classes from '../settings.module.css';

const TOKEN_ROLES: Role[] = ['admin', 'marketer', 'operator', 'viewer'];

export function Component() {
  return (
    <>
      <WriteKeys />
      <Tokens />
    </>
  );
}

function useRevoke(run: (id: string) => Promise<undefined>, queryKey: readonly string[], text: string) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const toasts = useToasts();
  const revoke = useMutation({
    mutationFn: run,
    onSuccess: () => client.invalidateQueries({ queryKey }),
    onError: toasts.failed,
  });
  // A revoked key cannot come back, and a site stops with it: the one place that asks.
  const [asked, ask] = useState<{ id: string; name: string } | null>(null);
  const confirm = () => {
    if (asked) revoke.mutate(asked.id);
    ask(null);
  };
  const dialog = (
    <Modal
      opened={asked !== null}
      onClose={() => ask(null)}
      title={t('settings.revokeTitle', { name: asked?.name ?? '' })}
    >
      <Text size="sm">{text}</Text>
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={() => ask(null)}>
          {t('common.cancel')}
        </Button>
        <Button color="red" onClick={confirm}>
          {t('settings.revoke')}
        </Button>
      </Group>
    </Modal>
  );
  return { ask: (id: string, name: string) => ask({ id, name }), dialog };
}

function Revoke({ onClick, label }: { onClick: () => void; label: string }) {
  return (
    <Tooltip label={label}>
      <ActionIcon onClick={onClick} aria-label={label}>
        <IconTrash size={16} />
      </ActionIcon>
    </Tooltip>
  );
}

function WriteKeys() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const toasts = useToasts();
  const canEdit = useCan('keys_write');
  const query = useQuery(writeKeysQuery);
  const [isOpen, dialog] = useDisclosure();
  const revoke = useRevoke(settingsApi.revokeKey, ['write-keys'], t('settings.revokeKeyText'));
  const create = useMutation({
    mutationFn: settingsApi.createKey,
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['write-keys'] });
      dialog.close();
    },
    onError: toasts.failed,
  });
  return (
    <Section
      title={t('settings.writeKeys')}
      text={t('settings.writeKeysText')}
      flush
      actions={
        canEdit && (
          <Button variant="default" onClick={dialog.open}>
            {t('settings.newKey')}
          </Button>
        )
      }
    >
      {query.error && !query.data ? <Failure error={query.error} onRetry={() => void query.refetch()} /> : null}
      {query.isPending && (
        <div style={{ padding: 16 }}>
          <Lines count={2} />
        </div>
      )}
      {query.data?.items.map((key) => (
        <WriteKeyRow
          key={key.id}
          item={key}
          action={
            canEdit && <Revoke label={t('settings.revoke')} onClick={() => revoke.ask(key.id, key.name || key.key)} />
          }
        />
      ))}
      {revoke.dialog}
      <Modal opened={isOpen} onClose={dialog.close} title={t('settings.newKey')}>
        <NameForm
          isBusy={create.isPending}
          onSubmit={(name) => create.mutate(name)}
          placeholder={t('settings.keyHint')}
        />
      </Modal>
    </Section>
  );
}

function WriteKeyRow({ item, action }: { item: WriteKey; action: ReactNode }) {
  const { t } = useTranslation();
  return (
    <div className={classes.row}>
      <div className={classes.grow}>
        <Group gap={8}>
          <Text size="sm" fw={500}>
            {item.name || t('settings.key')}
          </Text>
          {item.first_event_at ? (
            <Badge size="xs" color="teal">
              {t('settings.works')}
            </Badge>
          ) : (
            <Badge size="xs" color="gray">
              {t('settings.noEvents')}
            </Badge>
          )}
        </Group>
        <CodeLine text={item.key} />
      </div>
      {action}
    </div>
  );
}

function NameForm({
  isBusy,
  onSubmit,
  placeholder,
}: {
  isBusy: boolean;
  onSubmit: (name: string) => void;
  placeholder: string;
}) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit(name.trim());
      }}
    >
      <Stack>
        <TextInput
          data-autofocus
          label={t('settings.keyName')}
          placeholder={placeholder}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          maxLength={100}
        />
        <Button type="submit" loading={isBusy} disabled={!name.trim()}>
          {t('common.create')}
        </Button>
      </Stack>
    </form>
  );
}

function Tokens() {
  const { t } = useTranslation();
  const canEdit = useCan('keys_write');
  const query = useQuery(tokensQuery);
  const [isOpen, dialog] = useDisclosure();
  const revoke = useRevoke(settingsApi.revokeToken, ['api-tokens'], t('settings.revokeTokenText'));
  return (
    <Section
      title={t('settings.tokens')}
      text={t('settings.tokensText')}
      flush
      actions={
        canEdit && (
          <Button variant="default" onClick={dialog.open}>
            {t('settings.newToken')}
          </Button>
        )
      }
    >
      {query.error && !query.data ? <Failure error={query.error} onRetry={() => void query.refetch()} /> : null}
      {query.data?.items.length === 0 && (
        <Text size="sm" c="dimmed" px="md" pb="md">
          {t('settings.noTokens')}
        </Text>
      )}
      {query.data?.items.map((token) => (
        <TokenRow
          key={token.id}
          token={token}
          action={canEdit && <Revoke label={t('settings.revoke')} onClick={() => revoke.ask(token.id, token.name)} />}
        />
      ))}
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
  const [name, setName] = useState('');
  const create = useMutation({
    mutationFn: settingsApi.createToken,
    onSuccess: () => client.invalidateQueries({ queryKey: ['api-tokens'] }),
    onError: toasts.failed,
  });
  const close = () => {
    onClose();
    setName('');
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
        <form
          onSubmit={(event) => {
            event.preventDefault();
            create.mutate({ name: name.trim(), role });
          }}
        >
          <Stack>
            <TextInput
              data-autofocus
              label={t('settings.keyName')}
              placeholder={t('settings.tokenHint')}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
              maxLength={100}
            />
            <Select
              label={t('settings.role')}
              allowDeselect={false}
              value={role}
              onChange={(value) => setRole(value as Role)}
              data={TOKEN_ROLES.map((one) => ({ value: one, label: t(`common.role.${one}`) }))}
            />
            <Button type="submit" loading={create.isPending} disabled={!name.trim()}>
              {t('common.create')}
            </Button>
          </Stack>
        </form>
      )}
    </Modal>
  );
}

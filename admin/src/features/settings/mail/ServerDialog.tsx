import { Button, Group, Modal, NumberInput, PasswordInput, Select, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '@/components/ui/states';
import { useToasts } from '@/components/ui/toast';
import { mailApi, refreshMail, type Security, type Server, type ServerLooks } from '../api/mail';

const SECURITIES: Security[] = ['starttls', 'tls', 'none'];
const PORTS: Record<Security, number> = { starttls: 587, tls: 465, none: 25 };
const MAX_PORT = 65535;
const MAX_LINES = 50;
const NEW: ServerLooks = { name: '', host: '', port: 587, security: 'starttls', username: '', connections: 4 };

interface ServerDialogProps {
  /** None: a new one. */
  server?: Server | undefined;
  onClose: () => void;
}

/** A mail server: where it stands, how to sign in, how many letters at once. */
export function ServerDialog({ server, onClose }: ServerDialogProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const toasts = useToasts();
  const textOf = useErrorText();
  const [looks, setLooks] = useState<ServerLooks>(() => (server ? looksOf(server) : NEW));
  const change = (patch: Partial<ServerLooks>) => setLooks((before) => ({ ...before, ...patch }));
  const write = useMutation({
    mutationFn: () => mailApi.writeServer(server?.id, looks),
    onSuccess: () => {
      toasts.done(t('common.saved'));
      onClose();
    },
    onSettled: () => refreshMail(client),
  });
  /** The usual port goes with the choice, one that was typed stays. */
  const secure = (security: Security) =>
    change({ security, ...(looks.port === PORTS[looks.security] && { port: PORTS[security] }) });
  return (
    <Modal opened onClose={onClose} title={t(server ? 'mail.changeServer' : 'mail.newServer')}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          write.mutate();
        }}
      >
        <Stack>
          <TextInput
            data-autofocus
            label={t('mail.serverName')}
            placeholder={t('mail.serverNameHint')}
            value={looks.name}
            maxLength={200}
            required
            withAsterisk={false}
            onChange={(event) => change({ name: event.currentTarget.value })}
            error={write.error ? textOf(write.error) : null}
          />
          <Group grow preventGrowOverflow={false} align="flex-start">
            <TextInput
              label={t('mail.host')}
              placeholder="smtp.example.com"
              value={looks.host}
              maxLength={253}
              required
              withAsterisk={false}
              style={{ flex: '1 1 200px' }}
              onChange={(event) => change({ host: event.currentTarget.value })}
            />
            <NumberInput
              label={t('mail.port')}
              value={looks.port}
              min={1}
              max={MAX_PORT}
              allowDecimal={false}
              hideControls
              style={{ flex: '0 1 96px' }}
              onChange={(port) => change({ port: Number(port) || PORTS[looks.security] })}
            />
          </Group>
          <Select
            label={t('mail.secured')}
            description={looks.security === 'none' ? t('mail.openText') : undefined}
            data={SECURITIES.map((value) => ({ value, label: t(`mail.security.${value}`) }))}
            value={looks.security}
            allowDeselect={false}
            onChange={(security) => secure(security ?? 'starttls')}
          />
          <TextInput
            label={t('mail.username')}
            autoComplete="off"
            value={looks.username}
            maxLength={200}
            onChange={(event) => change({ username: event.currentTarget.value })}
          />
          <PasswordInput
            label={t('mail.password')}
            autoComplete="new-password"
            visibilityToggleButtonProps={{ 'aria-hidden': true }}
            placeholder={server?.has_password ? t('mail.passwordStays') : ''}
            value={looks.password ?? ''}
            maxLength={256}
            onChange={(event) => change({ password: event.currentTarget.value })}
          />
          <NumberInput
            label={t('mail.lines')}
            description={t('mail.linesText')}
            value={looks.connections}
            min={1}
            max={MAX_LINES}
            allowDecimal={false}
            clampBehavior="strict"
            onChange={(next) => change({ connections: Number(next) || 1 })}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('common.cancel')}
            </Button>
            <Button type="submit" loading={write.isPending}>
              {t('common.save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function looksOf({ name, host, port, security, username, connections }: Server): ServerLooks {
  return { name, host, port, security, username, connections };
}

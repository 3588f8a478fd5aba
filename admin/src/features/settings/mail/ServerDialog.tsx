import { NumberInput, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormDialog } from '@/components/ui/FormDialog';
import { useSaving } from '@/components/ui/useSaving';
import { mailApi, refreshMail, type Security, type Server, type ServerLooks } from '../api/mail';
import { ConnectionFields } from './ConnectionFields';

const PORTS: Record<Security, number> = { starttls: 587, tls: 465, none: 25 };
const MAX_LINES = 50;
const NEW: ServerLooks = {
  name: '',
  host: '',
  port: 587,
  security: 'starttls',
  username: '',
  connections: 4,
  fingerprint: null,
  authority: null,
};

interface ServerDialogProps {
  /** None: a new one. */
  server?: Server | undefined;
  onClose: () => void;
}

/** A mail server: where it stands, how to sign in, how many letters at once. */
export function ServerDialog({ server, onClose }: ServerDialogProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [looks, setLooks] = useState<ServerLooks>(() => (server ? looksOf(server) : NEW));
  const change = (patch: Partial<ServerLooks>) => setLooks((before) => ({ ...before, ...patch }));
  const { save, isSaving, fault } = useSaving({
    write: () => mailApi.writeServer(server?.id, looks),
    refresh: () => refreshMail(client),
    onSaved: onClose,
  });
  return (
    <FormDialog
      title={t(server ? 'mail.changeServer' : 'mail.newServer')}
      isSaving={isSaving}
      onSave={save}
      onClose={onClose}
    >
      <TextInput
        data-autofocus
        label={t('mail.serverName')}
        placeholder={t('mail.serverNameHint')}
        value={looks.name}
        maxLength={200}
        required
        withAsterisk={false}
        onChange={(event) => change({ name: event.currentTarget.value })}
        error={fault}
      />
      <ConnectionFields
        value={looks}
        ports={PORTS}
        hostHint="smtp.example.com"
        hasPassword={server?.has_password ?? false}
        look={mailApi.look}
        onChange={change}
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
    </FormDialog>
  );
}

function looksOf(server: Server): ServerLooks {
  const { name, host, port, security, username, connections, fingerprint, authority } = server;
  return { name, host, port, security, username, connections, fingerprint, authority };
}

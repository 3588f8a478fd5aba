import { NumberInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { FormDialog } from '@/components/ui/FormDialog';
import { mailApi, type Security, type Server, type ServerLooks } from '../api/mail';
import { ConnectionFields } from './ConnectionFields';
import { NameField } from './NameField';
import { useLooks } from './useLooks';

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
  const { looks, change, save, isSaving, fault } = useLooks<ServerLooks>({
    known: server,
    fresh: NEW,
    write: (next) => mailApi.writeServer(server?.id, next),
    onSaved: onClose,
  });
  return (
    <FormDialog
      title={t(server ? 'mail.changeServer' : 'mail.newServer')}
      isSaving={isSaving}
      onSave={save}
      onClose={onClose}
    >
      <NameField
        value={looks.name}
        hint={t('mail.serverNameHint')}
        fault={fault}
        onChange={(name) => change({ name })}
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

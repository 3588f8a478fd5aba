import { Select, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormDialog } from '@/components/ui/FormDialog';
import { useSaving } from '@/components/ui/useSaving';
import { mailApi, refreshMail, type Sender, type SenderLooks, serversQuery } from '../api/mail';

const MAX_NAME = 200;
const MAX_ADDRESS = 254;
const RELAY = 'relay';
const NEW: SenderLooks = { name: '', address: '', reply_to: null, bounce_to: null, account_id: null };

interface SenderDialogProps {
  /** None: a new one. */
  sender?: Sender | undefined;
  onClose: () => void;
}

/** A sender: his name and address, where answers and bounces go, over which server he writes. */
export function SenderDialog({ sender, onClose }: SenderDialogProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const servers = useQuery(serversQuery).data;
  const [looks, setLooks] = useState<SenderLooks>(() => (sender ? looksOf(sender) : NEW));
  const change = (patch: Partial<SenderLooks>) => setLooks((before) => ({ ...before, ...patch }));
  const { save, isSaving, fault } = useSaving({
    write: () => mailApi.writeSender(sender?.id, looks),
    refresh: () => refreshMail(client),
    onSaved: onClose,
  });
  const choices = [
    { value: RELAY, label: t(servers?.relay === false ? 'mail.noServer' : 'mail.relay') },
    ...(servers?.items ?? []).map(({ id, name }) => ({ value: id, label: name })),
  ];
  return (
    <FormDialog
      title={t(sender ? 'mail.changeSender' : 'mail.newSender')}
      isSaving={isSaving}
      onSave={save}
      onClose={onClose}
    >
      <TextInput
        data-autofocus
        label={t('mail.name')}
        placeholder={t('mail.nameHint')}
        value={looks.name}
        maxLength={MAX_NAME}
        required
        withAsterisk={false}
        onChange={(event) => change({ name: event.currentTarget.value })}
      />
      <Address
        label={t('mail.address')}
        hint="hello@shop.example"
        value={looks.address}
        isRequired
        onChange={(address) => change({ address: address ?? '' })}
      />
      <Address
        label={t('mail.replyTo')}
        text={t('mail.replyToText')}
        hint={looks.address}
        value={looks.reply_to}
        onChange={(reply_to) => change({ reply_to })}
      />
      <Address
        label={t('mail.bounceTo')}
        text={t('mail.bounceToText')}
        hint="bounces@shop.example"
        value={looks.bounce_to}
        onChange={(bounce_to) => change({ bounce_to })}
      />
      <Select
        label={t('mail.server')}
        data={choices}
        value={looks.account_id === null ? RELAY : String(looks.account_id)}
        allowDeselect={false}
        onChange={(id) => change({ account_id: id === RELAY ? null : Number(id) })}
        error={fault}
      />
    </FormDialog>
  );
}

interface AddressProps {
  label: string;
  text?: string;
  hint: string;
  value: string | null;
  isRequired?: boolean;
  onChange: (value: string | null) => void;
}

function Address({ label, text, hint, value, isRequired = false, onChange }: AddressProps) {
  return (
    <TextInput
      type="email"
      label={label}
      description={text}
      placeholder={hint}
      value={value ?? ''}
      maxLength={MAX_ADDRESS}
      required={isRequired}
      withAsterisk={false}
      onChange={(event) => onChange(event.currentTarget.value || null)}
    />
  );
}

function looksOf({ name, address, reply_to, bounce_to, account_id }: Sender): SenderLooks {
  return { name, address, reply_to, bounce_to, account_id: account_id === null ? null : Number(account_id) };
}

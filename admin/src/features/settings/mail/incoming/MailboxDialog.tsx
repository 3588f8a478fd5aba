import {
  Alert,
  Autocomplete,
  Button,
  Group,
  Modal,
  NumberInput,
  PasswordInput,
  Select,
  Stack,
  Switch,
  TextInput,
} from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '@/components/ui/states';
import { useToasts } from '@/components/ui/toast';
import { incomingApi, type Mailbox, type MailboxLooks, type Tried } from '../../api/incoming';
import { refreshMail, type Security } from '../../api/mail';
import { isTrouble } from './words';

const SECURITIES: Security[] = ['tls', 'starttls', 'none'];
const PORTS: Record<Security, number> = { tls: 993, starttls: 143, none: 143 };
const MAX_PORT = 65535;
const DAY_CHARS = 10;

interface MailboxDialogProps {
  /** None: a new one. */
  mailbox?: Mailbox | undefined;
  onClose: () => void;
}

/** A mailbox: where it stands, how to sign in, which folder since when, what becomes of what is read. */
export function MailboxDialog({ mailbox, onClose }: MailboxDialogProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const toasts = useToasts();
  const textOf = useErrorText();
  const [looks, setLooks] = useState<MailboxLooks>(() => looksOf(mailbox));
  const change = (patch: Partial<MailboxLooks>) => setLooks((before) => ({ ...before, ...patch }));
  const attempt = useMutation({ mutationFn: () => incomingApi.tryMailbox(mailbox?.id, looks) });
  const write = useMutation({
    mutationFn: () => incomingApi.writeMailbox(mailbox?.id, looks),
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
    <Modal opened onClose={onClose} title={t(mailbox ? 'incoming.changeMailbox' : 'incoming.newMailbox')}>
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
            placeholder={t('incoming.nameHint')}
            value={looks.name}
            maxLength={200}
            required
            withAsterisk={false}
            onChange={(event) => change({ name: event.currentTarget.value })}
            error={write.error ? textOf(write.error) : null}
          />
          <TextInput
            label={t('incoming.address')}
            description={t('incoming.addressText')}
            type="email"
            value={looks.address}
            maxLength={254}
            required
            withAsterisk={false}
            onChange={(event) => change({ address: event.currentTarget.value })}
          />
          <Group grow preventGrowOverflow={false} align="flex-start">
            <TextInput
              label={t('mail.host')}
              placeholder="imap.example.com"
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
            onChange={(security) => secure(security ?? 'tls')}
          />
          <TextInput
            label={t('mail.username')}
            autoComplete="off"
            value={looks.username}
            maxLength={200}
            required
            withAsterisk={false}
            onChange={(event) => change({ username: event.currentTarget.value })}
          />
          <PasswordInput
            label={t('mail.password')}
            description={t('incoming.passwordText')}
            autoComplete="new-password"
            visibilityToggleButtonProps={{ 'aria-hidden': true }}
            placeholder={mailbox?.has_password ? t('mail.passwordStays') : ''}
            value={looks.password ?? ''}
            maxLength={256}
            onChange={(event) => change({ password: event.currentTarget.value })}
          />
          <Button
            variant="default"
            loading={attempt.isPending}
            disabled={!looks.host || !looks.username}
            onClick={() => attempt.mutate()}
          >
            {t('incoming.try')}
          </Button>
          <Outcome tried={attempt.data} error={attempt.error} />
          <Autocomplete
            label={t('incoming.folder')}
            description={t('incoming.folderText')}
            data={attempt.data?.folders?.map((each) => each.name) ?? []}
            value={looks.folder}
            maxLength={500}
            required
            withAsterisk={false}
            onChange={(folder) => change({ folder })}
          />
          <TextInput
            type="date"
            label={t('incoming.since')}
            description={t('incoming.sinceText')}
            value={looks.since}
            required
            withAsterisk={false}
            onChange={(event) => change({ since: event.currentTarget.value })}
          />
          <Switch
            label={t('incoming.plus')}
            description={t('incoming.plusText')}
            checked={looks.takes_plus}
            onChange={(event) => change({ takes_plus: event.currentTarget.checked })}
          />
          <Switch
            label={t('incoming.seen')}
            description={t('incoming.seenText')}
            checked={looks.marks_seen}
            onChange={(event) => change({ marks_seen: event.currentTarget.checked })}
          />
          <Switch
            label={t('incoming.on')}
            checked={looks.is_on}
            onChange={(event) => change({ is_on: event.currentTarget.checked })}
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

function Outcome({ tried, error }: { tried: Tried | undefined; error: unknown }) {
  const { t } = useTranslation();
  const textOf = useErrorText();
  if (error)
    return (
      <Alert color="red" role="alert">
        {textOf(error)}
      </Alert>
    );
  if (!tried) return null;
  if (tried.works)
    return (
      <Alert color="green" role="status">
        {t('incoming.works', { count: tried.folders?.length ?? 0 })}
      </Alert>
    );
  return (
    <Alert color="red" role="alert" style={{ overflowWrap: 'anywhere' }}>
      {isTrouble(tried.trouble) ? t(`incoming.trouble.${tried.trouble}`) : tried.trouble}
      {tried.said && ` (${tried.said})`}
    </Alert>
  );
}

function looksOf(mailbox: Mailbox | undefined): MailboxLooks {
  if (!mailbox)
    return {
      name: '',
      address: '',
      host: '',
      port: PORTS.tls,
      security: 'tls',
      username: '',
      folder: 'INBOX',
      since: new Date().toISOString().slice(0, DAY_CHARS),
      marks_seen: false,
      takes_plus: true,
      is_on: true,
    };
  const { name, address, host, port, security, username, folder, since, marks_seen, takes_plus, is_on } = mailbox;
  return { name, address, host, port, security, username, folder, since, marks_seen, takes_plus, is_on };
}

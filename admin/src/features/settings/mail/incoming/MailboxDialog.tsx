import { Alert, Autocomplete, Button, Switch, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { FormDialog } from '@/components/ui/FormDialog';
import { useErrorText } from '@/components/ui/states';
import { incomingApi, type Mailbox, type MailboxLooks, type Tried } from '../../api/incoming';
import type { Security } from '../../api/mail';
import { ConnectionFields } from '../ConnectionFields';
import { NameField } from '../NameField';
import { useSaid } from '../said';
import { useLooks } from '../useLooks';
import { isTrouble } from './words';

const PORTS: Record<Security, number> = { tls: 993, starttls: 143, none: 143 };
const DAY_CHARS = 10;

interface MailboxDialogProps {
  /** None: a new one. */
  mailbox?: Mailbox | undefined;
  onClose: () => void;
}

/** A mailbox: where it stands, how to sign in, which folder since when, what becomes of what is read. */
export function MailboxDialog({ mailbox, onClose }: MailboxDialogProps) {
  const { t } = useTranslation();
  const { looks, change, save, isSaving, fault } = useLooks<MailboxLooks>({
    known: mailbox,
    fresh: newMailbox(),
    write: (next) => incomingApi.writeMailbox(mailbox?.id, next),
    onSaved: onClose,
  });
  const attempt = useMutation({ mutationFn: () => incomingApi.tryMailbox(mailbox?.id, looks) });
  return (
    <FormDialog
      title={t(mailbox ? 'incoming.changeMailbox' : 'incoming.newMailbox')}
      isSaving={isSaving}
      onSave={save}
      onClose={onClose}
    >
      <NameField value={looks.name} hint={t('incoming.nameHint')} fault={fault} onChange={(name) => change({ name })} />
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
      <ConnectionFields
        value={looks}
        ports={PORTS}
        hostHint="imap.example.com"
        passwordText={t('incoming.passwordText')}
        hasPassword={mailbox?.has_password ?? false}
        mustSignIn
        look={incomingApi.look}
        onChange={change}
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
    </FormDialog>
  );
}

function Outcome({ tried, error }: { tried: Tried | undefined; error: unknown }) {
  const { t } = useTranslation();
  const textOf = useErrorText();
  const said = useSaid();
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
      {tried.said && ` (${said(tried.said)})`}
    </Alert>
  );
}

const newMailbox = (): MailboxLooks => ({
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
  fingerprint: null,
  authority: null,
});

import { ActionIcon, Badge, Button, Group, Menu, Text } from '@mantine/core';
import { IconDotsVertical, IconMailbox, IconPencil, IconPlus, IconStar, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Listed } from '@/components/ui/Listed';
import { Moment } from '@/components/ui/Moment';
import { Section } from '@/components/ui/Section';
import { Empty } from '@/components/ui/states';
import { useToasts } from '@/components/ui/toast';
import { incomingApi, type Mailbox, mailboxesQuery } from '../../api/incoming';
import { refreshMail } from '../../api/mail';
import classes from '../../settings.module.css';
import { Removing } from '../Removing';
import { useSaid } from '../said';
import { MailboxDialog } from './MailboxDialog';
import { isState, isTrouble } from './words';

type Doing = { kind: 'new' } | { kind: 'change' | 'remove'; mailbox: Mailbox };

/** Mailboxes that are read over IMAP, each with how far behind it is. */
export function Mailboxes({ canEdit }: { canEdit: boolean }) {
  const { t } = useTranslation();
  const [doing, begin] = useState<Doing | null>(null);
  const query = useQuery(mailboxesQuery);
  const mailboxes = query.data?.items ?? [];
  const close = () => begin(null);
  const create = canEdit && (
    <Button variant="default" leftSection={<IconPlus size={16} />} onClick={() => begin({ kind: 'new' })}>
      {t('incoming.newMailbox')}
    </Button>
  );
  return (
    <>
      <Section
        title={t('incoming.mailboxes')}
        text={t('incoming.mailboxesText')}
        actions={mailboxes.length > 0 && create}
        flush
      >
        <Listed query={query} count={2}>
          {mailboxes.length === 0 ? (
            <Empty
              icon={IconMailbox}
              title={t('incoming.noMailboxes')}
              text={t('incoming.noMailboxesText')}
              action={create}
            />
          ) : (
            mailboxes.map((each) => <Row key={each.id} mailbox={each} canEdit={canEdit} onBegin={begin} />)
          )}
        </Listed>
      </Section>
      {doing?.kind === 'new' && <MailboxDialog onClose={close} />}
      {doing?.kind === 'change' && <MailboxDialog mailbox={doing.mailbox} onClose={close} />}
      {doing?.kind === 'remove' && (
        <Removing
          name={doing.mailbox.name}
          text={t('incoming.removeMailboxText')}
          run={() => incomingApi.removeMailbox(doing.mailbox.id)}
          onClose={close}
        />
      )}
    </>
  );
}

interface RowProps {
  mailbox: Mailbox;
  canEdit: boolean;
  onBegin: (doing: Doing) => void;
}

function Row({ mailbox, canEdit, onBegin }: RowProps) {
  const { t } = useTranslation();
  const said = useSaid();
  return (
    <div className={classes.row}>
      <div className={classes.grow}>
        <Group gap={8}>
          <Text size="sm" fw={500}>
            {mailbox.name}
          </Text>
          {mailbox.is_default && <Badge size="sm">{t('incoming.answersHere')}</Badge>}
          <Badge size="sm" variant="light" color={colorOf(mailbox)}>
            {isState(mailbox.state) ? t(`incoming.state.${mailbox.state}`) : mailbox.state}
          </Badge>
        </Group>
        <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {[mailbox.address, `${mailbox.host}:${mailbox.port}`, mailbox.folder].join(' · ')}
        </Text>
        <Lag mailbox={mailbox} />
        {mailbox.trouble && (
          <Text size="xs" c="red" role="status" style={{ overflowWrap: 'anywhere' }}>
            {isTrouble(mailbox.trouble) ? t(`incoming.trouble.${mailbox.trouble}`) : mailbox.trouble}
            {mailbox.trouble_said && ` (${said(mailbox.trouble_said)})`}
          </Text>
        )}
      </div>
      {canEdit && <Actions mailbox={mailbox} onBegin={onBegin} />}
    </div>
  );
}

/** How far behind: nothing to say while everything on the server is taken. */
function Lag({ mailbox }: { mailbox: Mailbox }) {
  const { t } = useTranslation();
  if (mailbox.state === 'off' || mailbox.asked_at === null) return null;
  if (mailbox.waiting > 0)
    return (
      <Text size="xs" component="div">
        {t('incoming.waiting', { count: mailbox.waiting })} <Moment at={mailbox.newest_at} />
      </Text>
    );
  return (
    <Text size="xs" c="dimmed" component="div">
      {t('incoming.allTaken')} <Moment at={mailbox.asked_at} />
    </Text>
  );
}

function Actions({ mailbox, onBegin }: Omit<RowProps, 'canEdit'>) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const toasts = useToasts();
  const prefer = useMutation({
    mutationFn: () => incomingApi.makeDefault(mailbox.id),
    onError: toasts.failed,
    onSettled: () => refreshMail(client),
  });
  return (
    <Menu>
      <Menu.Target>
        <ActionIcon aria-label={t('mail.actionsOf', { name: mailbox.name })} loading={prefer.isPending}>
          <IconDotsVertical size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {!mailbox.is_default && (
          <Menu.Item leftSection={<IconStar size={15} />} onClick={() => prefer.mutate()}>
            {t('incoming.letAnswersCome')}
          </Menu.Item>
        )}
        <Menu.Item leftSection={<IconPencil size={15} />} onClick={() => onBegin({ kind: 'change', mailbox })}>
          {t('mail.change')}
        </Menu.Item>
        <Menu.Item
          color="red"
          leftSection={<IconTrash size={15} />}
          onClick={() => onBegin({ kind: 'remove', mailbox })}
        >
          {t('mail.remove')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function colorOf({ state }: Mailbox): string {
  if (state === 'trouble') return 'red';
  return state === 'waiting' ? 'green' : 'gray';
}

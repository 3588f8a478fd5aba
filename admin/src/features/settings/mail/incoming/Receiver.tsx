import { ActionIcon, Badge, Button, Code, Group, Menu, TagsInput, Text, TextInput } from '@mantine/core';
import { IconDotsVertical, IconPencil, IconPlus, IconStar, IconTrash, IconWorld } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormDialog } from '@/components/ui/FormDialog';
import { Listed } from '@/components/ui/Listed';
import { Section } from '@/components/ui/Section';
import { Empty } from '@/components/ui/states';
import { useToasts } from '@/components/ui/toast';
import { useSaving } from '@/components/ui/useSaving';
import { type InboundDomain, inboundDomainsQuery, incomingApi, mailboxesQuery } from '../../api/incoming';
import { refreshMail } from '../../api/mail';
import classes from '../../settings.module.css';
import { Removing } from '../Removing';

type Doing = { kind: 'new' } | { kind: 'change' | 'remove'; domain: InboundDomain };

/** The installation's own receiver, and the domains whose mail it takes for this workspace. */
export function Receiver({ canEdit }: { canEdit: boolean }) {
  const { t } = useTranslation();
  const [doing, begin] = useState<Doing | null>(null);
  const receiver = useQuery(mailboxesQuery).data?.receiver;
  const query = useQuery(inboundDomainsQuery);
  const domains = query.data?.items ?? [];
  const close = () => begin(null);
  const create = canEdit && (
    <Button variant="default" leftSection={<IconPlus size={16} />} onClick={() => begin({ kind: 'new' })}>
      {t('incoming.newDomain')}
    </Button>
  );
  return (
    <>
      <Section
        title={t('incoming.receiver')}
        text={
          receiver?.is_on ? (
            t(receiver.has_tls ? 'incoming.receiverOnTls' : 'incoming.receiverOn', { address: receiver.address })
          ) : (
            <>
              {t('incoming.receiverOff')} <Code>OTKLIK_MAIL_RECEIVER</Code>
            </>
          )
        }
        actions={domains.length > 0 && create}
        flush
      >
        <Listed query={query} count={1}>
          {domains.length === 0 ? (
            <Empty
              icon={IconWorld}
              title={t('incoming.noDomains')}
              text={t('incoming.noDomainsText')}
              action={create}
            />
          ) : (
            domains.map((each) => <Row key={each.id} domain={each} canEdit={canEdit} onBegin={begin} />)
          )}
        </Listed>
      </Section>
      {doing?.kind === 'new' && <DomainDialog onClose={close} />}
      {doing?.kind === 'change' && <DomainDialog domain={doing.domain} onClose={close} />}
      {doing?.kind === 'remove' && (
        <Removing
          name={doing.domain.domain}
          text={t('incoming.removeDomainText')}
          run={() => incomingApi.removeDomain(doing.domain.id)}
          onClose={close}
        />
      )}
    </>
  );
}

interface RowProps {
  domain: InboundDomain;
  canEdit: boolean;
  onBegin: (doing: Doing) => void;
}

function Row({ domain, canEdit, onBegin }: RowProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const toasts = useToasts();
  const prefer = useMutation({
    mutationFn: () => incomingApi.makeDomainDefault(domain.id),
    onError: toasts.failed,
    onSettled: () => refreshMail(client),
  });
  const known = domain.addresses.map((each) => `${each}@${domain.domain}`).join(', ');
  return (
    <div className={classes.row}>
      <div className={classes.grow}>
        <Group gap={8}>
          <Text size="sm" fw={500}>
            {domain.domain}
          </Text>
          {domain.is_default && <Badge size="sm">{t('incoming.answersHere')}</Badge>}
        </Group>
        <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {known || t('incoming.answersOnly')}
        </Text>
      </div>
      {canEdit && (
        <Menu>
          <Menu.Target>
            <ActionIcon aria-label={t('mail.actionsOf', { name: domain.domain })} loading={prefer.isPending}>
              <IconDotsVertical size={16} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {!domain.is_default && (
              <Menu.Item leftSection={<IconStar size={15} />} onClick={() => prefer.mutate()}>
                {t('incoming.letAnswersCome')}
              </Menu.Item>
            )}
            <Menu.Item leftSection={<IconPencil size={15} />} onClick={() => onBegin({ kind: 'change', domain })}>
              {t('mail.change')}
            </Menu.Item>
            <Menu.Item
              color="red"
              leftSection={<IconTrash size={15} />}
              onClick={() => onBegin({ kind: 'remove', domain })}
            >
              {t('mail.remove')}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
    </div>
  );
}

function DomainDialog({ domain, onClose }: { domain?: InboundDomain; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [name, setName] = useState(domain?.domain ?? '');
  const [addresses, setAddresses] = useState<string[]>(domain?.addresses ?? []);
  const { save, isSaving, fault } = useSaving({
    write: () => incomingApi.writeDomain(domain?.id, name, addresses),
    refresh: () => refreshMail(client),
    onSaved: onClose,
  });
  return (
    <FormDialog
      title={t(domain ? 'incoming.changeDomain' : 'incoming.newDomain')}
      isSaving={isSaving}
      onSave={save}
      onClose={onClose}
    >
      <TextInput
        data-autofocus
        label={t('incoming.domain')}
        description={t('incoming.domainText')}
        placeholder="in.example.com"
        value={name}
        maxLength={253}
        required
        withAsterisk={false}
        disabled={domain !== undefined}
        onChange={(event) => setName(event.currentTarget.value)}
        error={fault}
      />
      <TagsInput
        label={t('incoming.addresses')}
        description={t('incoming.addressesText')}
        placeholder={addresses.length === 0 ? 'help' : ''}
        value={addresses}
        maxTags={100}
        onChange={setAddresses}
      />
    </FormDialog>
  );
}

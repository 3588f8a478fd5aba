import { ActionIcon, Badge, Button, Group, Menu, Text } from '@mantine/core';
import { IconDotsVertical, IconMail, IconPencil, IconPlus, IconStar, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Listed } from '@/components/ui/Listed';
import { Section } from '@/components/ui/Section';
import { Empty } from '@/components/ui/states';
import { useToasts } from '@/components/ui/toast';
import { mailApi, refreshMail, type Sender, sendersQuery, serversQuery } from '../api/mail';
import classes from '../settings.module.css';
import { Removing } from './Removing';
import { SenderDialog } from './SenderDialog';

type Doing = { kind: 'new' } | { kind: 'change' | 'remove'; sender: Sender };

/** Whom letters are from. */
export function Senders({ canEdit }: { canEdit: boolean }) {
  const { t } = useTranslation();
  const [doing, begin] = useState<Doing | null>(null);
  const query = useQuery(sendersQuery);
  const senders = query.data?.items ?? [];
  const isRelayed = useQuery(serversQuery).data?.relay ?? false;
  const create = canEdit && (
    <Button leftSection={<IconPlus size={16} />} onClick={() => begin({ kind: 'new' })}>
      {t('mail.newSender')}
    </Button>
  );
  const close = () => begin(null);
  return (
    <>
      <Section title={t('mail.senders')} text={t('mail.sendersText')} actions={senders.length > 0 && create} flush>
        <Listed query={query} count={2}>
          {senders.length === 0 ? (
            <Empty
              icon={IconMail}
              title={t('mail.noSenders')}
              text={t(isRelayed ? 'mail.noSendersRelay' : 'mail.noSendersText')}
              action={create}
            />
          ) : (
            senders.map((sender) => (
              <Row key={sender.id} sender={sender} isAlone={senders.length === 1} canEdit={canEdit} onBegin={begin} />
            ))
          )}
        </Listed>
      </Section>
      {doing?.kind === 'new' && <SenderDialog onClose={close} />}
      {doing?.kind === 'change' && <SenderDialog sender={doing.sender} onClose={close} />}
      {doing?.kind === 'remove' && (
        <Removing
          name={doing.sender.address}
          text={t('mail.removeSenderText')}
          run={() => mailApi.removeSender(doing.sender.id)}
          onClose={close}
        />
      )}
    </>
  );
}

interface RowProps {
  sender: Sender;
  isAlone: boolean;
  canEdit: boolean;
  onBegin: (doing: Doing) => void;
}

function Row({ sender, isAlone, canEdit, onBegin }: RowProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const toasts = useToasts();
  const choose = useMutation({
    mutationFn: () => mailApi.makeDefault(sender.id),
    onError: toasts.failed,
    onSettled: () => refreshMail(client),
  });
  return (
    <div className={classes.row}>
      <div className={classes.grow}>
        <Group gap={8}>
          <Text size="sm" fw={500}>
            {sender.name}
          </Text>
          {sender.is_default && !isAlone && (
            <Badge size="sm" color="gray">
              {t('mail.default')}
            </Badge>
          )}
        </Group>
        <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {[sender.address, useServerName(sender)].join(' · ')}
        </Text>
      </div>
      {canEdit && (
        <Menu>
          <Menu.Target>
            <ActionIcon aria-label={t('mail.actionsOf', { name: sender.name })} loading={choose.isPending}>
              <IconDotsVertical size={16} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<IconPencil size={15} />} onClick={() => onBegin({ kind: 'change', sender })}>
              {t('mail.change')}
            </Menu.Item>
            {!sender.is_default && (
              <Menu.Item leftSection={<IconStar size={15} />} onClick={() => choose.mutate()}>
                {t('mail.makeDefault')}
              </Menu.Item>
            )}
            <Menu.Item
              color="red"
              leftSection={<IconTrash size={15} />}
              onClick={() => onBegin({ kind: 'remove', sender })}
            >
              {t('mail.remove')}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
    </div>
  );
}

/** Over which server his letters leave, in words. */
function useServerName(sender: Sender): string {
  const { t } = useTranslation();
  const servers = useQuery(serversQuery).data;
  if (sender.account_id !== null) return servers?.items.find(({ id }) => id === sender.account_id)?.name ?? '…';
  return t(servers?.relay === false ? 'mail.noServer' : 'mail.relay');
}

import { ActionIcon, Badge, Button, Group, Menu, Text } from '@mantine/core';
import { IconDotsVertical, IconPencil, IconPlugConnected, IconPlus, IconServer, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Listed } from '@/components/ui/Listed';
import { Section } from '@/components/ui/Section';
import { Empty } from '@/components/ui/states';
import { useToasts } from '@/components/ui/toast';
import { mailApi, refreshMail, type Server, serversQuery } from '../api/mail';
import classes from '../settings.module.css';
import { Removing } from './Removing';
import { ServerDialog } from './ServerDialog';
import { useSaid } from './said';

type Doing = { kind: 'new' } | { kind: 'change' | 'remove'; server: Server };

/** Servers that take the workspace's letters. */
export function Servers({ canEdit }: { canEdit: boolean }) {
  const { t } = useTranslation();
  const [doing, begin] = useState<Doing | null>(null);
  const query = useQuery(serversQuery);
  const servers = query.data?.items ?? [];
  const create = canEdit && (
    <Button variant="default" leftSection={<IconPlus size={16} />} onClick={() => begin({ kind: 'new' })}>
      {t('mail.newServer')}
    </Button>
  );
  const close = () => begin(null);
  return (
    <>
      <Section title={t('mail.servers')} text={t('mail.serversText')} actions={servers.length > 0 && create} flush>
        <Listed query={query} count={2}>
          {servers.length === 0 ? (
            <Empty
              icon={IconServer}
              title={t('mail.noServers')}
              text={t(query.data?.relay ? 'mail.noServersRelay' : 'mail.noServersText')}
              action={create}
            />
          ) : (
            servers.map((server) => <Row key={server.id} server={server} canEdit={canEdit} onBegin={begin} />)
          )}
        </Listed>
      </Section>
      {doing?.kind === 'new' && <ServerDialog onClose={close} />}
      {doing?.kind === 'change' && <ServerDialog server={doing.server} onClose={close} />}
      {doing?.kind === 'remove' && (
        <Removing
          name={doing.server.name}
          text={t('mail.removeServerText')}
          run={() => mailApi.removeServer(doing.server.id)}
          onClose={close}
        />
      )}
    </>
  );
}

interface RowProps {
  server: Server;
  canEdit: boolean;
  onBegin: (doing: Doing) => void;
}

function Row({ server, canEdit, onBegin }: RowProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const toasts = useToasts();
  const attempt = useMutation({
    mutationFn: () => mailApi.tryServer(server.id),
    onSuccess: ({ works }) => {
      if (works) toasts.done(t('mail.works', { name: server.name }));
    },
    onError: toasts.failed,
    onSettled: () => refreshMail(client),
  });
  const said = useSaid();
  const { said: trouble, code } =
    attempt.data && !attempt.data.works ? attempt.data : { said: server.trouble, code: server.trouble_code };
  return (
    <div className={classes.row}>
      <div className={classes.grow}>
        <Group gap={8}>
          <Text size="sm" fw={500}>
            {server.name}
          </Text>
          {trouble && (
            <Badge size="sm" color="red">
              {t('mail.trouble')}
            </Badge>
          )}
        </Group>
        <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {[`${server.host}:${server.port}`, t(`mail.security.${server.security}`), server.username]
            .filter(Boolean)
            .join(' · ')}
        </Text>
        {trouble && (
          <Text size="xs" c="red" role="status" style={{ overflowWrap: 'anywhere' }}>
            {code && `${t(`incoming.trouble.${code as 'other_certificate'}`)} `}
            {code ? `(${said(trouble)})` : said(trouble)}
          </Text>
        )}
      </div>
      {canEdit && (
        <Menu>
          <Menu.Target>
            <ActionIcon aria-label={t('mail.actionsOf', { name: server.name })} loading={attempt.isPending}>
              <IconDotsVertical size={16} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<IconPlugConnected size={15} />} onClick={() => attempt.mutate()}>
              {t('mail.try')}
            </Menu.Item>
            <Menu.Item leftSection={<IconPencil size={15} />} onClick={() => onBegin({ kind: 'change', server })}>
              {t('mail.change')}
            </Menu.Item>
            <Menu.Item
              color="red"
              leftSection={<IconTrash size={15} />}
              onClick={() => onBegin({ kind: 'remove', server })}
            >
              {t('mail.remove')}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
    </div>
  );
}

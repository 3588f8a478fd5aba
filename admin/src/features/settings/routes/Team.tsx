import { ActionIcon, Badge, Button, Group, Menu, Modal, Select, Stack, Text, TextInput, Tooltip } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconDotsVertical, IconShieldCheck, IconUserPlus, IconX } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Listed } from '@/components/ui/Listed';
import { Moment } from '@/components/ui/Moment';
import { PersonAvatar } from '@/components/ui/PersonAvatar';
import { Section } from '@/components/ui/Section';
import { useErrorText } from '@/components/ui/states';
import { useToasts } from '@/components/ui/toast';
import type { Invitation, Role, TeamMember } from '@/lib/api/types';
import { useCan, useSession } from '@/lib/session';
import { invitationsQuery, settingsApi, teamQuery } from '../api';
import classes from '../settings.module.css';

const INVITED: Role[] = ['admin', 'marketer', 'operator', 'viewer'];

export function Component() {
  const { t } = useTranslation();
  const canEdit = useCan('team_write');
  const team = useQuery(teamQuery);
  const [isOpen, dialog] = useDisclosure();
  const invite = canEdit && (
    <Button leftSection={<IconUserPlus size={16} />} onClick={dialog.open}>
      {t('settings.invite')}
    </Button>
  );
  return (
    <>
      <Section title={t('settings.nav.team')} text={t('settings.teamText')} actions={invite} flush>
        <Listed query={team} count={3}>
          {team.data?.items.map((member) => (
            <MemberRow key={member.id} member={member} canEdit={canEdit} />
          ))}
        </Listed>
      </Section>
      {canEdit && <Invitations />}
      <Modal opened={isOpen} onClose={dialog.close} title={t('settings.inviteTitle')}>
        <InviteForm onDone={dialog.close} />
      </Modal>
    </>
  );
}

function useChangeTeam() {
  const client = useQueryClient();
  const toasts = useToasts();
  return { onSuccess: () => client.invalidateQueries({ queryKey: ['team'] }), onError: toasts.failed };
}

function MemberRow({ member, canEdit }: { member: TeamMember; canEdit: boolean }) {
  const { t } = useTranslation();
  const { me } = useSession();
  const change = useMutation({
    mutationFn: (role: Role) => settingsApi.changeRole(member.id, role),
    ...useChangeTeam(),
  });
  const remove = useMutation({ mutationFn: () => settingsApi.removeMember(member.id), ...useChangeTeam() });
  const isMe = member.id === me.member.id;
  const isFixed = !canEdit || isMe || member.role === 'owner';
  return (
    <div className={classes.row}>
      <PersonAvatar id={member.id} name={member.name || member.email} picture={member.picture} size={32} />
      <div className={classes.grow}>
        <Group gap={8}>
          <Text size="sm" fw={500} truncate>
            {member.name || member.email}
          </Text>
          {isMe && (
            <Badge size="xs" color="gray">
              {t('settings.you')}
            </Badge>
          )}
          {member.has_totp && (
            <Tooltip label={t('settings.hasTotp')}>
              <IconShieldCheck size={15} color="var(--mantine-color-teal-6)" aria-label={t('settings.hasTotp')} />
            </Tooltip>
          )}
        </Group>
        <Text size="xs" c="dimmed" truncate>
          {member.email} · {member.last_seen_at ? <Moment at={member.last_seen_at} /> : t('common.never')}
        </Text>
      </div>
      {isFixed ? (
        <Badge color="gray">{t(`common.role.${member.role}`)}</Badge>
      ) : (
        <>
          <Select
            w={150}
            aria-label={t('settings.roleOf', { name: member.name || member.email })}
            allowDeselect={false}
            value={change.isPending ? change.variables : member.role}
            onChange={(role) => change.mutate(role as Role)}
            data={INVITED.map((role) => ({ value: role, label: t(`common.role.${role}`) }))}
          />
          <Menu>
            <Menu.Target>
              <ActionIcon aria-label={t('common.actions')}>
                <IconDotsVertical size={16} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item color="red" onClick={() => remove.mutate()}>
                {t('settings.removeMember')}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </>
      )}
    </div>
  );
}

function Invitations() {
  const { t } = useTranslation();
  const query = useQuery(invitationsQuery);
  const items = query.data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <Section title={t('settings.invited')} flush>
      {items.map((invitation) => (
        <InvitationRow key={invitation.id} invitation={invitation} />
      ))}
    </Section>
  );
}

function InvitationRow({ invitation }: { invitation: Invitation }) {
  const { t } = useTranslation();
  const withdraw = useMutation({ mutationFn: () => settingsApi.withdraw(invitation.id), ...useChangeTeam() });
  return (
    <div className={classes.row}>
      <div className={classes.grow}>
        <Text size="sm" fw={500} truncate>
          {invitation.email}
        </Text>
        <Text size="xs" c="dimmed">
          {t(`common.role.${invitation.role}`)} · {t('settings.worksTill')}{' '}
          <Moment at={invitation.expires_at} as="day" />
        </Text>
      </div>
      <Tooltip label={t('settings.withdraw')}>
        <ActionIcon onClick={() => withdraw.mutate()} aria-label={t('settings.withdraw')}>
          <IconX size={16} />
        </ActionIcon>
      </Tooltip>
    </div>
  );
}

function InviteForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const toasts = useToasts();
  const textOf = useErrorText();
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Role>('marketer');
  const invite = useMutation({
    mutationFn: () => settingsApi.invite({ email: email.trim(), role }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['team'] });
      toasts.done(t('settings.inviteSent', { email: email.trim() }));
      onDone();
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        invite.mutate();
      }}
    >
      <Stack>
        <TextInput
          data-autofocus
          type="email"
          label={t('session.email')}
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
          required
          withAsterisk={false}
          error={invite.error ? textOf(invite.error) : null}
        />
        <Select
          label={t('settings.role')}
          allowDeselect={false}
          value={role}
          onChange={(value) => setRole(value as Role)}
          data={INVITED.map((one) => ({ value: one, label: t(`common.role.${one}`) }))}
          description={t(`settings.roleText.${role as 'admin'}`)}
          inputWrapperOrder={['label', 'input', 'description']}
        />
        <Button type="submit" loading={invite.isPending}>
          {t('settings.sendInvitation')}
        </Button>
      </Stack>
    </form>
  );
}

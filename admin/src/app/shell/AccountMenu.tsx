import { Avatar, Menu, Text } from '@mantine/core';
import { IconLogout, IconUserCog } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { useToasts } from '@/components/ui/toast';
import { api } from '@/lib/api/client';
import { endStay } from '@/lib/api/stay';
import { forgetMember } from '@/lib/query';
import { useSession } from '@/lib/session';
import classes from './Shell.module.css';

const AccountChoices = lazy(() => import('./AccountChoices'));

export function AccountMenu() {
  const { t } = useTranslation();
  const { me } = useSession();
  const navigate = useNavigate();
  const toasts = useToasts();
  const signOut = useMutation({
    mutationFn: () => endStay(() => api.post('/sign-out')),
    onSuccess: async () => {
      await navigate('/sign-in', { flushSync: true });
      forgetMember();
    },
    onError: toasts.failed,
  });
  const name = me.member.name || me.member.email;
  return (
    <Menu position="top-start" width={250} closeOnItemClick={false}>
      <Menu.Target>
        <button type="button" className={classes.switch} aria-label={t('shell.account', { name })}>
          <Avatar size={26} radius="xl" color="iris" name={name} aria-hidden />
          <Text span size="sm" truncate style={{ flex: 1 }}>
            {name}
          </Text>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{me.member.email}</Menu.Label>
        <Menu.Item component={Link} to="/settings/profile" leftSection={<IconUserCog size={15} />} closeMenuOnClick>
          {t('shell.myProfile')}
        </Menu.Item>
        <Menu.Divider />
        <div style={{ padding: '6px 8px', minHeight: 80 }}>
          <Suspense>
            <AccountChoices />
          </Suspense>
        </div>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={15} />} onClick={() => signOut.mutate()}>
          {t('shell.signOut')}
        </Menu.Item>
        <Menu.Label fz={11}>{t('shell.version', { version: me.version })}</Menu.Label>
      </Menu.Dropdown>
    </Menu>
  );
}

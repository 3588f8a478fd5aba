import { Menu } from '@mantine/core';
import { IconLogout, IconUserCog } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { useToasts } from '@/components/ui/toast';
import { api } from '@/lib/api/client';
import { endStay } from '@/lib/api/stay';
import { forgetMember } from '@/lib/query';
import { useSession } from '@/lib/session';
import { AccountChoices } from './AccountChoices';

interface AccountMenuProps {
  isOpen: boolean;
  onToggle: () => void;
  target: ReactElement;
}

/** One's own settings and the way out; a chunk of its own, no page waits for it. */
export default function AccountMenu({ isOpen, onToggle, target }: AccountMenuProps) {
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
  return (
    <Menu position="top-start" width={250} closeOnItemClick={false} opened={isOpen} onChange={onToggle}>
      <Menu.Target>{target}</Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{me.member.email}</Menu.Label>
        <Menu.Item component={Link} to="/settings/profile" leftSection={<IconUserCog size={15} />} closeMenuOnClick>
          {t('shell.myProfile')}
        </Menu.Item>
        <Menu.Divider />
        <div style={{ padding: '6px 8px', minHeight: 80 }}>
          <AccountChoices />
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

import { Avatar, Menu, SegmentedControl, Text, useMantineColorScheme, type MantineColorScheme } from '@mantine/core';
import { IconLogout, IconUserCog } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { setLanguage } from '@/i18n';
import { api } from '@/lib/api/client';
import type { Language, Me } from '@/lib/api/types';
import { queryClient } from '@/lib/query';
import { useSession } from '@/lib/session';
import classes from './Shell.module.css';

function LanguageChoice() {
  const { t, i18n } = useTranslation();
  const save = useMutation({ mutationFn: (language: Language) => api.patch('/me', { language }) });
  const choose = (value: string) => {
    const language = value as Language;
    queryClient.setQueryData<Me>(['me'], (me) => me && { ...me, member: { ...me.member, language } });
    void setLanguage(language);
    save.mutate(language);
  };
  return (
    <SegmentedControl
      fullWidth size="xs" aria-label={t('shell.language')} value={i18n.language} onChange={choose}
      data={[{ value: 'ru', label: 'Русский' }, { value: 'en', label: 'English' }]}
    />
  );
}

function SchemeChoice() {
  const { t } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const data: { value: MantineColorScheme; label: string }[] = [
    { value: 'auto', label: t('shell.schemeAuto') },
    { value: 'light', label: t('shell.schemeLight') },
    { value: 'dark', label: t('shell.schemeDark') },
  ];
  return <SegmentedControl fullWidth size="xs" mt={6} aria-label={t('shell.scheme')} value={colorScheme} onChange={setColorScheme} data={data} />;
}

export function AccountMenu() {
  const { t } = useTranslation();
  const { me } = useSession();
  const navigate = useNavigate();
  const signOut = useMutation({
    mutationFn: () => api.post('/sign-out'),
    onSettled: async () => {
      await navigate('/sign-in');
      queryClient.clear();
    },
  });
  const name = me.member.name || me.member.email;
  return (
    <Menu position="top-start" width={250} closeOnItemClick={false}>
      <Menu.Target>
        <button type="button" className={classes.switch} aria-label={t('shell.account', { name })}>
          <Avatar size={26} radius="xl" color="iris" name={name} aria-hidden />
          <Text span size="sm" truncate style={{ flex: 1 }}>{name}</Text>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{me.member.email}</Menu.Label>
        <Menu.Item component={Link} to="/settings/profile" leftSection={<IconUserCog size={15} />} closeMenuOnClick>{t('shell.myProfile')}</Menu.Item>
        <Menu.Divider />
        <div style={{ padding: '6px 8px' }}><LanguageChoice /><SchemeChoice /></div>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={15} />} onClick={() => signOut.mutate()}>{t('shell.signOut')}</Menu.Item>
        <Menu.Label fz={11}>{t('shell.version', { version: me.version })}</Menu.Label>
      </Menu.Dropdown>
    </Menu>
  );
}

import { Avatar, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '@/lib/session';
import classes from './Shell.module.css';

const AccountMenu = lazy(() => import('./AccountMenu'));

/** Who is signed in; opens the menu of the account. */
export function Account() {
  const { t } = useTranslation();
  const { me } = useSession();
  const [isOpen, menu] = useDisclosure();
  const name = me.member.name || me.member.email;
  const button = (open?: () => void) => (
    <button
      type="button"
      className={classes.switch}
      aria-label={t('shell.account', { name })}
      aria-haspopup="menu"
      onClick={open}
    >
      <Avatar size={26} radius="xl" color="iris" name={name} src={me.member.picture} aria-hidden />
      <Text span size="sm" truncate style={{ flex: 1 }}>
        {name}
      </Text>
    </button>
  );
  return (
    // Pressed before the menu is here, it opens when it is.
    <Suspense fallback={button(menu.open)}>
      <AccountMenu isOpen={isOpen} onToggle={menu.toggle} target={button()} />
    </Suspense>
  );
}

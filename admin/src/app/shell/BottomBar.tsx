import { spotlight } from '@mantine/spotlight';
import { IconGauge, IconInbox, IconMenu2, IconSearch, IconUsers } from '@tabler/icons-react';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { NavLink } from 'react-router';
import classes from './Shell.module.css';

const UnreadBadge = lazy(() => import('@/features/inbox/UnreadBadge'));

/** The way around on a phone. */
export function BottomBar({ onMenu }: { onMenu: () => void }) {
  const { t } = useTranslation();
  return (
    <nav className={classes.bottom} aria-label={t('shell.menu')}>
      <NavLink to="/inbox" className={classes.tab}>
        <IconInbox size={20} stroke={1.7} />
        {t('shell.nav.inbox')}
        <span className={classes.badge}>
          <Suspense>
            <UnreadBadge />
          </Suspense>
        </span>
      </NavLink>
      <NavLink to="/" end className={classes.tab}>
        <IconGauge size={20} stroke={1.7} />
        {t('shell.nav.overview')}
      </NavLink>
      <NavLink to="/people" className={classes.tab}>
        <IconUsers size={20} stroke={1.7} />
        {t('shell.nav.peopleShort')}
      </NavLink>
      <button type="button" className={classes.tab} onClick={spotlight.open}>
        <IconSearch size={20} stroke={1.7} />
        {t('shell.search')}
      </button>
      <button type="button" className={classes.tab} onClick={onMenu}>
        <IconMenu2 size={20} stroke={1.7} />
        {t('shell.menu')}
      </button>
    </nav>
  );
}

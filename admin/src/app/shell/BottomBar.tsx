import { spotlight } from '@mantine/spotlight';
import { IconBolt, IconGauge, IconMenu2, IconSearch, IconUsers } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { NavLink } from 'react-router';
import classes from './Shell.module.css';

/** The way around on a phone. */
export function BottomBar({ onMenu }: { onMenu: () => void }) {
  const { t } = useTranslation();
  return (
    <nav className={classes.bottom} aria-label={t('shell.menu')}>
      <NavLink to="/" end className={classes.tab}>
        <IconGauge size={20} stroke={1.7} />
        {t('shell.nav.overview')}
      </NavLink>
      <NavLink to="/people" className={classes.tab}>
        <IconUsers size={20} stroke={1.7} />
        {t('shell.nav.peopleShort')}
      </NavLink>
      <NavLink to="/events/live" className={classes.tab}>
        <IconBolt size={20} stroke={1.7} />
        {t('shell.nav.liveShort')}
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

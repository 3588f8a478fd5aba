import { spotlight } from '@mantine/spotlight';
import { IconSearch } from '@tabler/icons-react';
import { Fragment, lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { NavLink, useLocation } from 'react-router';
import { Account } from './Account';
import { CARE_PLACES, DATA_PLACES, PLACES } from './nav';
import classes from './Shell.module.css';
import { WorkspaceSwitch } from './WorkspaceSwitch';

// The numbers come when the page is there.
const UnreadBadge = lazy(() => import('@/features/inbox/UnreadBadge'));
const TasksBadge = lazy(() => import('@/features/tasks/TasksBadge'));
const WatchBadge = lazy(() => import('@/features/messages/watch/WatchBadge'));
const BADGES: Partial<Record<string, typeof UnreadBadge>> = {
  '/inbox': UnreadBadge,
  '/tasks': TasksBadge,
  '/messages': WatchBadge,
};
// Its views and teams stand below the inbox while one is there.
const InboxNav = lazy(() => import('@/features/inbox/InboxNav'));

type Place = (typeof PLACES | typeof DATA_PLACES | typeof CARE_PLACES)[number];

function Item({ to, label, icon: Icon }: Place) {
  const { t } = useTranslation();
  const Badge = BADGES[to];
  return (
    <NavLink to={to} end={to === '/'} className={classes.item}>
      <Icon size={17} stroke={1.7} />
      {t(label)}
      {Badge && (
        <span className={classes.badge}>
          <Suspense>
            <Badge />
          </Suspense>
        </span>
      )}
    </NavLink>
  );
}

const isApple = navigator.userAgent.includes('Mac');

export function Sidebar() {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  return (
    <div className={classes.column}>
      <WorkspaceSwitch />
      <button type="button" className={classes.item} onClick={spotlight.open} style={{ marginTop: 8 }}>
        <IconSearch size={17} stroke={1.7} />
        {t('shell.search')}
        <span className={classes.key}>{isApple ? '⌘K' : 'Ctrl K'}</span>
      </button>
      <nav className={classes.nav} aria-label={t('shell.menu')} style={{ marginTop: 8 }}>
        {PLACES.map((place) => (
          <Fragment key={place.to}>
            <Item {...place} />
            {place.to === '/inbox' && pathname.startsWith('/inbox') && (
              <Suspense>
                <InboxNav />
              </Suspense>
            )}
          </Fragment>
        ))}
        <div className={classes.caption}>{t('shell.data')}</div>
        {DATA_PLACES.map((place) => (
          <Item key={place.to} {...place} />
        ))}
        <div className={classes.caption}>{t('shell.care')}</div>
        {CARE_PLACES.map((place) => (
          <Item key={place.to} {...place} />
        ))}
      </nav>
      <div style={{ flex: 1, minHeight: 16 }} />
      <Account />
    </div>
  );
}

import { Suspense, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { NavLink, Outlet, useMatch } from 'react-router';
import { Page } from '@/components/ui/Page';
import { useCan } from '@/lib/session';
import classes from '../settings.module.css';

/** All settings, those of the workspace first. */
export function Component() {
  const { t } = useTranslation();
  const [canSeeKeys, canSeeAudit, canSeeSystem] = [useCan('keys_read'), useCan('audit_read'), useCan('system_read')];
  return (
    <Page title={t('shell.nav.settings')}>
      <div className={classes.layout}>
        <nav className={classes.nav} aria-label={t('shell.nav.settings')}>
          <div className={classes.caption}>{t('settings.ofWorkspace')}</div>
          <Item to="workspace" label={t('settings.nav.workspace')} />
          <Item to="collection" label={t('settings.nav.collection')} />
          <Item to="chat" label={t('settings.nav.chat')} />
          <Item to="messages" label={t('settings.nav.messages')} />
          <Item to="mail" label={t('settings.nav.mail')} />
          <Item to="sending" label={t('settings.nav.sending')} />
          <Item to="teams" label={t('settings.nav.teams')} />
          <Item to="team" label={t('settings.nav.team')} />
          {canSeeKeys && <Item to="keys" label={t('settings.nav.keys')} />}
          {canSeeAudit && <Item to="audit" label={t('settings.nav.audit')} />}
          {canSeeSystem && <Item to="system" label={t('settings.nav.system')} />}
          <div className={classes.caption}>{t('settings.mine')}</div>
          <Item to="profile" label={t('settings.nav.profile')} />
        </nav>
        <div style={{ minWidth: 0 }}>
          <Suspense>
            <Outlet />
          </Suspense>
        </div>
      </div>
    </Page>
  );
}

function Item({ to, label }: { to: string; label: string }) {
  const isHere = useMatch(`/settings/${to}`) !== null;
  const link = useRef<HTMLAnchorElement>(null);
  // On a narrow screen the list is a line wider than the page.
  useEffect(() => {
    if (isHere) link.current?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [isHere]);
  return (
    <NavLink ref={link} to={to} className={classes.item}>
      {label}
    </NavLink>
  );
}

import { Skeleton } from '@mantine/core';
import { useDisclosure, useMediaQuery } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, Outlet, useLocation } from 'react-router';
import { Failure } from '@/components/ui/states';
import { setLanguage } from '@/i18n';
import { api, setCallerWorkspace } from '@/lib/api/client';
import { ApiError } from '@/lib/api/errors';
import type { Me, MyWorkspace } from '@/lib/api/types';
import { queryClient } from '@/lib/query';
import { type Session, SessionContext } from '@/lib/session';
import { DemoBar, OfflineBar } from './Banners';
import { BottomBar } from './BottomBar';
import classes from './Shell.module.css';
import { Sidebar } from './Sidebar';

// Not needed to draw a page; it is here before anybody presses its keys.
const MobileMenu = lazy(() => import('./MobileMenu'));
const NoWorkspace = lazy(() => import('./NoWorkspace'));
const CommandPalette = lazy(() => import('./CommandPalette'));

const STORED = 'otklik.workspace';

/** The workspace a link asks for, else that of this tab, else the last one of this machine. */
function wantedWorkspace(): string | null {
  const asked = new URLSearchParams(window.location.search).get('workspace');
  return asked ?? sessionStorage.getItem(STORED) ?? localStorage.getItem(STORED);
}

function keepWorkspace(id: string): void {
  sessionStorage.setItem(STORED, id);
  localStorage.setItem(STORED, id);
  setCallerWorkspace(id);
}

/** Everything behind the sign-in: who one is comes first. */
export function Shell() {
  const location = useLocation();
  const query = useQuery({ queryKey: ['me'], queryFn: () => api.get<Me>('/me'), staleTime: 60_000 });
  if (query.error instanceof ApiError && query.error.status === 401) {
    const next = location.pathname + location.search;
    return <Navigate to={next === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(next)}`} replace />;
  }
  if (query.error && !query.data) return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Waiting />;
  return <Workspaces me={query.data} />;
}

function Waiting() {
  return (
    <div className={classes.shell} aria-busy>
      <div className={classes.side}>
        <Skeleton height={30} mb={20} />
        <Skeleton height={200} />
      </div>
      <main className={classes.main} />
    </div>
  );
}

function Workspaces({ me }: { me: Me }) {
  const { i18n } = useTranslation();
  const [wanted, setWanted] = useState(wantedWorkspace);
  const current = me.workspaces.find((workspace) => workspace.id === wanted) ?? me.workspaces[0];
  const language = me.member.language;
  useEffect(() => {
    if (i18n.language !== language) void setLanguage(language);
  }, [i18n, language]);
  const switchTo = (id: string) => {
    keepWorkspace(id);
    queryClient.removeQueries({ predicate: (query) => query.queryKey[0] !== 'me' });
    setWanted(id);
  };
  if (!current)
    return (
      <Suspense>
        <NoWorkspace onMade={switchTo} />
      </Suspense>
    );
  // Before the pages are drawn: their first calls must name the workspace.
  keepWorkspace(current.id);
  return <Frame key={current.id} me={me} current={current} switchTo={switchTo} />;
}

function Frame({ me, current, switchTo }: { me: Me; current: MyWorkspace; switchTo: (id: string) => void }) {
  const { t } = useTranslation();
  const session = useMemo<Session>(() => ({ me, current, switchTo }), [me, current, switchTo]);
  const isNarrow = useMediaQuery('(max-width: 760px)', false, { getInitialValueInEffect: false });
  const [isOpen, menu] = useDisclosure();
  const { pathname } = useLocation();
  const { close } = menu;
  useEffect(close, [pathname, close]);
  return (
    <SessionContext value={session}>
      <a className="skip" href="#main">
        {t('shell.skip')}
      </a>
      <div className={classes.shell}>
        {!isNarrow && (
          <div className={classes.side}>
            <Sidebar />
          </div>
        )}
        <div className={classes.content}>
          <OfflineBar />
          <DemoBar />
          <main id="main" className={classes.main} tabIndex={-1}>
            <Suspense>
              <Outlet />
            </Suspense>
          </main>
        </div>
        {isNarrow && <BottomBar onMenu={menu.open} />}
      </div>
      {isNarrow && (
        <Suspense>
          <MobileMenu isOpen={isOpen} onClose={menu.close} />
        </Suspense>
      )}
      <Suspense>
        <CommandPalette />
      </Suspense>
    </SessionContext>
  );
}

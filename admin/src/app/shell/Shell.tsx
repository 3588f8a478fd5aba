import { Skeleton } from '@mantine/core';
import { useDisclosure, useMediaQuery } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useMemo, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { Navigate, Outlet, useLocation, useNavigate } from 'react-router';
import { Failure } from '@/components/ui/states';
import { setLanguage } from '@/i18n';
import { api } from '@/lib/api/client';
import { ApiError } from '@/lib/api/errors';
import { holdReadings, stayingIn } from '@/lib/api/stay';
import type { Me, MyWorkspace } from '@/lib/api/types';
import { chooseWorkspace, enterWorkspace, ME, queryClient } from '@/lib/query';
import { type Session, SessionContext } from '@/lib/session';
import { DemoBar, OfflineBar } from './Banners';
import { BottomBar } from './BottomBar';
import classes from './Shell.module.css';
import { Sidebar } from './Sidebar';

// Not needed to draw a page; it is here before anybody presses its keys.
const MobileMenu = lazy(() => import('./MobileMenu'));
const InboxWatch = lazy(() => import('@/features/inbox/Watch'));
const TasksWatch = lazy(() => import('@/features/tasks/Watch'));
const NoWorkspace = lazy(() => import('./NoWorkspace'));
const CommandPalette = lazy(() => import('./CommandPalette'));

/** Everything behind the sign-in: who one is comes first. */
export function Shell() {
  const location = useLocation();
  const navigate = useNavigate();
  const [moves, setMoves] = useState(0);
  const query = useQuery({ queryKey: ME, queryFn: () => api.get<Me>('/me'), staleTime: 60_000 });
  if (query.error instanceof ApiError && query.error.status === 401) {
    const next = location.pathname + location.search;
    return <Navigate to={next === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(next)}`} replace />;
  }
  if (query.error && !query.data) return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Waiting />;
  const move = async (change: () => void) => {
    // The overview is drawn before the move, and asks after it: a card has no meaning in another workspace.
    holdReadings();
    await navigate('/', { flushSync: true });
    flushSync(() => {
      change();
      setMoves(moves + 1);
    });
  };
  return <Workspaces me={query.data} moves={moves} move={(change) => void move(change)} />;
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

interface WorkspacesProps {
  me: Me;
  /** How often the member himself went to another workspace. */
  moves: number;
  /** Goes to the overview and makes the change there. */
  move: (change: () => void) => void;
}

function Workspaces({ me, moves, move }: WorkspacesProps) {
  const { i18n } = useTranslation();
  const language = me.member.language;
  useEffect(() => {
    if (i18n.language !== language) void setLanguage(language);
  }, [i18n, language]);
  const id = chooseWorkspace(me);
  // Before the pages are drawn: their first calls must name the workspace.
  if (id !== stayingIn()) enterWorkspace(id);
  const current = me.workspaces.find((workspace) => workspace.id === id);
  useWordOfLoss(current, moves);
  const switchTo = (chosen: string) => move(() => enterWorkspace(chosen));
  const leave = () =>
    move(() =>
      queryClient.setQueryData<Me>(ME, { ...me, workspaces: me.workspaces.filter((workspace) => workspace.id !== id) }),
    );
  if (!current)
    return (
      <Suspense>
        <NoWorkspace onMade={switchTo} />
      </Suspense>
    );
  return <Frame key={current.id} me={me} current={current} switchTo={switchTo} leave={leave} />;
}

/** Says so when the workspace went away by itself: the member was let go, or somebody deleted it. */
function useWordOfLoss(current: MyWorkspace | undefined, moves: number): void {
  const { t } = useTranslation();
  const last = useRef({ current, moves });
  useEffect(() => {
    const before = last.current;
    last.current = { current, moves };
    if (!before.current || before.current.id === current?.id || before.moves !== moves) return;
    notifications.show({
      message: t('shell.lost', { name: before.current.name }),
      withBorder: true,
      autoClose: 10_000,
    });
  }, [current, moves, t]);
}

function Frame({ me, current, switchTo, leave }: Session) {
  const { t } = useTranslation();
  const session = useMemo<Session>(() => ({ me, current, switchTo, leave }), [me, current, switchTo, leave]);
  const isNarrow = useMediaQuery('(max-width: 760px)', false, { getInitialValueInEffect: false });
  const [isOpen, menu] = useDisclosure();
  const { pathname } = useLocation();
  // On a phone the composer stands where the bar would.
  const isTalking = isNarrow && /^\/inbox\/\d+$/.test(pathname);
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
        <div className={classes.content} data-bare={isTalking || undefined}>
          <OfflineBar />
          <DemoBar />
          <main id="main" className={classes.main} tabIndex={-1}>
            <Suspense>
              <Outlet />
            </Suspense>
          </main>
        </div>
        {isNarrow && !isTalking && <BottomBar onMenu={menu.open} />}
      </div>
      {isNarrow && (
        <Suspense>
          <MobileMenu isOpen={isOpen} onClose={menu.close} />
        </Suspense>
      )}
      <Suspense>
        <CommandPalette />
      </Suspense>
      <Suspense>
        <InboxWatch />
        <TasksWatch />
      </Suspense>
    </SessionContext>
  );
}

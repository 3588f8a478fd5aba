import { MutationCache, QueryCache, QueryClient, type QueryKey } from '@tanstack/react-query';
import { ApiError } from './api/errors';
import { moveTo, stayingIn } from './api/stay';
import type { Me } from './api/types';

/** Who one is: the member and his workspaces. */
export const ME = ['me'];

/** Refusals do not change by asking again; a lost connection or a busy server may. */
function isWorthRetry(failures: number, error: Error): boolean {
  if (failures >= 2) return false;
  // Who has waited long is told, not made to wait again.
  if (error instanceof ApiError && error.code === 'timeout') return false;
  return error instanceof ApiError && (error.status === 0 || error.status >= 500);
}

/** Whether a refusal says that the session or the workspace is no more. */
function isLoss(error: Error): boolean {
  if (!(error instanceof ApiError)) return false;
  return error.status === 401 || (error.code === 'no_such_thing' && error.params.what === 'workspace');
}

/** After such a refusal the shell reads again who one is, and leads to where one still may be. */
function askWhoAfterLoss(error: Error): void {
  if (isLoss(error)) void queryClient.invalidateQueries({ queryKey: ME, exact: true });
}

function isOfWorkspace(query: { queryKey: QueryKey }): boolean {
  return query.queryKey[0] !== ME[0];
}

/** The one cache of server state. */
export const queryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error, query) => {
      if (isOfWorkspace(query)) askWhoAfterLoss(error);
    },
  }),
  mutationCache: new MutationCache({ onError: askWhoAfterLoss }),
  defaultOptions: {
    queries: { retry: isWorthRetry, staleTime: 10_000, refetchOnWindowFocus: false, networkMode: 'always' },
    mutations: { retry: false, networkMode: 'always' },
  },
});

const STORED = 'otklik.workspace';

/** Ids of the workspaces one may want: that of the link, of this tab, the last one of this machine. */
function wantedWorkspaces(): (string | null)[] {
  const asked = new URLSearchParams(window.location.search).get('workspace');
  return [asked, sessionStorage.getItem(STORED), localStorage.getItem(STORED)];
}

/** The workspace to be in: the present one, else a wanted one, else any. One that is no more is passed over in silence. */
export function chooseWorkspace(me: Me): string | null {
  const ids = me.workspaces.map((workspace) => workspace.id);
  const found = [stayingIn(), ...wantedWorkspaces()].find((id) => id !== null && ids.includes(id));
  return found ?? ids[0] ?? null;
}

/**
 * Leave the present workspace for another, or for none: its readings are called off, what was read is forgotten.
 * The pages of the left one must be taken down in the same task, before a timer of theirs can ask again.
 */
export function enterWorkspace(id: string | null): void {
  // First, so that no page sees its reading fail.
  void queryClient.cancelQueries({ predicate: isOfWorkspace });
  moveTo(id);
  queryClient.removeQueries({ predicate: isOfWorkspace });
  for (const storage of [sessionStorage, localStorage]) {
    if (id === null) storage.removeItem(STORED);
    else storage.setItem(STORED, id);
  }
}

/** After the sign-out: nothing that was read stays. The next sign-in on this machine begins in the same workspace. */
export function forgetMember(): void {
  moveTo(null);
  queryClient.clear();
}

import { QueryClient } from '@tanstack/react-query';
import { ApiError } from './api/errors';

/** Refusals do not change by asking again; a lost connection or a busy server may. */
function isWorthRetry(failures: number, error: Error): boolean {
  if (failures >= 2) return false;
  // Who has waited long is told, not made to wait again.
  if (error instanceof ApiError && error.code === 'timeout') return false;
  return error instanceof ApiError && (error.status === 0 || error.status >= 500);
}

/** The one cache of server state. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { retry: isWorthRetry, staleTime: 10_000, refetchOnWindowFocus: false, networkMode: 'always' },
    mutations: { retry: false, networkMode: 'always' },
  },
});

import { queryOptions } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import type { Page, WriteKey } from '@/lib/api/types';

const POLL_MS = 2_000;

export const writeKeysQuery = queryOptions({
  queryKey: ['write-keys'],
  queryFn: () => api.get<Page<WriteKey>>('/write-keys'),
});

/** Asks until the first event is here; then there is nothing to wait for. */
export const firstEventQuery = (id: string) =>
  queryOptions({
    queryKey: ['write-keys', id, 'status'],
    queryFn: () => api.get<{ first_event_at: string | null }>(`/write-keys/${id}/status`),
    refetchInterval: (query) => (query.state.data?.first_event_at ? false : POLL_MS),
  });

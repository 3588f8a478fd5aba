import { queryOptions } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import type { Page, RecentEvent, WriteKey } from '@/lib/api/types';

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

/** The newest page views, asked for until the one with `mark` in its address is there. */
export const markedQuery = (mark: string) =>
  queryOptions({
    queryKey: ['events', 'marked', mark],
    queryFn: async () => {
      const page = await api.get<Page<RecentEvent>>('/events/recent', {
        name: '$page_viewed',
        bots: true,
        limit: 200,
      });
      return page.items.find((event) => event.url.includes(mark)) ?? null;
    },
    refetchInterval: (query) => (query.state.data ? false : POLL_MS),
  });

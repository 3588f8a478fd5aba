import { infiniteQueryOptions, keepPreviousData } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import type { Page } from '@/lib/api/types';
import { SCENARIOS } from '../../api';

export interface Walker {
  run_id: string;
  person: { id: string; name: string; email: string; phone: string };
  node: string;
  /** time, event or send. */
  waits: string;
  due_at: string | null;
  since: string;
  entered_at: string;
}

/** As many may be moved or taken out at once. */
export const MOST = 100;

export const walkersQuery = (id: string, node: string) =>
  infiniteQueryOptions({
    queryKey: [...SCENARIOS, 'one', id, 'walkers', node],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<Walker>>(`/scenarios/${id}/walkers`, { node, cursor: pageParam, limit: MOST }, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
  });

export const walkersApi = {
  move: (id: string, runs: string[], node: string) =>
    api.post<{ changed: number }>(`/scenarios/${id}/runs/move`, { run_ids: runs, node }),
  remove: (id: string, runs: string[]) =>
    api.post<{ changed: number }>(`/scenarios/${id}/runs/remove`, { run_ids: runs }),
};

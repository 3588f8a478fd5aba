import { queryOptions } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import type { Page } from '@/lib/api/types';
import type { Trigger } from './graph';
import type { Status } from './types';

/** A trigger under a name: several messages begin by it, and follow when it is changed. */
export interface SavedTriggerRow {
  id: string;
  name: string;
  trigger: Trigger;
  /** How often in the last 30 days. */
  fired: number;
  /** What begins by it. */
  starts: { id: string; name: string; status: Status }[];
  created_by: string;
  created_at: string;
  updated_at: string;
}

export interface SavedTriggerDetails extends SavedTriggerRow {
  /** Those of the last 90 days on which it fired. */
  days: { day: string; fired: number }[];
}

export const SAVED_TRIGGERS = ['scenarios', 'triggers'] as const;

export const savedTriggersQuery = queryOptions({
  queryKey: SAVED_TRIGGERS,
  queryFn: async ({ signal }) => (await api.get<Page<SavedTriggerRow>>('/triggers', {}, signal)).items,
  staleTime: 10_000,
  retry: false,
});

export const savedTriggerQuery = (id: string) =>
  queryOptions({
    queryKey: [...SAVED_TRIGGERS, id],
    queryFn: ({ signal }) => api.get<SavedTriggerDetails>(`/triggers/${id}`, {}, signal),
  });

export const triggersApi = {
  create: (name: string, trigger: Trigger) => api.post<SavedTriggerRow>('/triggers', { name, trigger }),
  /** For all that begin by it, at once. */
  change: (id: string, name: string, trigger: Trigger) =>
    api.put<SavedTriggerRow>(`/triggers/${id}`, { name, trigger }),
  /** Refused while something begins by it. */
  remove: (id: string) => api.delete(`/triggers/${id}`),
};

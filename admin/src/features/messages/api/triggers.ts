import { queryOptions } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import type { Page } from '@/lib/api/types';
import type { Trigger } from './graph';

/** A trigger under a name: several messages begin by it, and follow when it is changed. */
export interface SavedTriggerRow {
  id: string;
  name: string;
  trigger: Trigger;
}

export const SAVED_TRIGGERS = ['scenarios', 'triggers'] as const;

export const savedTriggersQuery = queryOptions({
  queryKey: SAVED_TRIGGERS,
  queryFn: async ({ signal }) => (await api.get<Page<SavedTriggerRow>>('/triggers', {}, signal)).items,
  staleTime: 10_000,
  retry: false,
});

export const triggersApi = {
  create: (name: string, trigger: Trigger) => api.post<SavedTriggerRow>('/triggers', { name, trigger }),
};

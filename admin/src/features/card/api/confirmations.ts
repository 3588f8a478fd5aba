import { queryOptions } from '@tanstack/react-query';
import { cardKey } from '@/components/person/api';
import { api } from '@/lib/api/client';
import type { components } from '@/lib/api/schema';

export type Confirmation = components['schemas']['Confirmation'];

export const confirmationsQuery = (id: string) =>
  queryOptions({
    queryKey: [...cardKey(id), 'confirmations'],
    queryFn: async () =>
      (await api.get<components['schemas']['ConfirmationList']>(`/profiles/${id}/confirmations`)).items,
  });

export const askAgain = (id: string, request: string) =>
  api.post<Confirmation>(`/profiles/${id}/confirmations/${request}/letter`, {});

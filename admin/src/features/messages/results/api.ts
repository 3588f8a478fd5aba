import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import type { components } from '@/lib/api/schema';

type Schemas = components['schemas'];
export type Audience = Schemas['AudienceAnswer'];
export type Change = Audience['days'][number];

const FRESH_MS = 60_000;

export const globalQuery = (event: string, days: number) =>
  queryOptions({
    queryKey: ['experiments', 'global', event, days],
    queryFn: ({ signal }) => api.get<Schemas['ExperimentAnswer']>('/experiments/global', { event, days }, signal),
    staleTime: FRESH_MS,
    placeholderData: keepPreviousData,
  });

export const subscribersQuery = (from: string, to: string) =>
  queryOptions({
    queryKey: ['subscribers', from, to],
    queryFn: async ({ signal }) => (await api.get<Schemas['AudienceList']>('/subscribers', { from, to }, signal)).items,
    staleTime: FRESH_MS,
    placeholderData: keepPreviousData,
  });

import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, apiUrl } from '@/lib/api/client';
import type { components } from '@/lib/api/schema';
import type { Page } from '@/lib/api/types';

type Schemas = components['schemas'];
export type Pool = Schemas['PoolAnswer'];
export type PoolValues = Schemas['PoolBody'];
export type PromoCode = Schemas['CodeAnswer'];
export type Added = Schemas['AddedAnswer'];
export type CodeState = PromoCode['state'];

/** Everything of promo codes is read again when something of them changes. */
export const PROMO = ['promo'] as const;
const LIVELY_MS = 1_500;

export const poolsQuery = queryOptions({
  queryKey: [...PROMO, 'pools'],
  queryFn: async ({ signal }) => (await api.get<Page<Pool>>('/promo-pools', {}, signal)).items,
  // Codes that are being made count up while one looks.
  refetchInterval: ({ state }) => (state.data?.some(({ making }) => making > 0) ? LIVELY_MS : false),
});

export const codesQuery = (pool: string, state: string, search: string) =>
  infiniteQueryOptions({
    queryKey: [...PROMO, 'codes', pool, state, search],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<PromoCode>>(`/promo-pools/${pool}/codes`, { state, query: search, cursor: pageParam }, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
  });

export const givenByQuery = (pool: string) =>
  queryOptions({
    queryKey: [...PROMO, 'messages', pool],
    queryFn: async ({ signal }) =>
      (await api.get<Schemas['MessageCodesList']>(`/promo-pools/${pool}/messages`, {}, signal)).items,
  });

export const promoApi = {
  create: (values: PoolValues) => api.post<Pool>('/promo-pools', values),
  change: (id: string, values: PoolValues) => api.put<Pool>(`/promo-pools/${id}`, values),
  /** Refused once somebody has a code of it. */
  remove: (id: string) => api.delete(`/promo-pools/${id}`),
  make: (id: string, count: number) => api.post<Pool>(`/promo-pools/${id}/generate`, { count }),
  bring: (id: string, file: File) => api.post<Added>(`/promo-pools/${id}/codes`, file),
  csvUrl: (id: string) => apiUrl(`/promo-pools/${id}/codes.csv`),
};

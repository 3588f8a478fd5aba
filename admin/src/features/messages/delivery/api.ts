import { infiniteQueryOptions, keepPreviousData, type QueryClient, queryOptions } from '@tanstack/react-query';
import { api, apiUrl } from '@/lib/api/client';
import type { components } from '@/lib/api/schema';
import { SCENARIOS } from '../api';

type Schemas = components['schemas'];
export type Health = Schemas['MailHealth'];
export type HealthHour = Schemas['HourAnswer'];
export type DomainHealth = Schemas['DomainHealth'];
export type Standing = Schemas['StandingAnswer'];
export type WarmUpHealth = Schemas['WarmUpHealth'];
export type Fate = Schemas['Fate'];
export type MailLetter = Schemas['MailLetter'];
export type Suppressed = Schemas['SuppressedAnswer'];
export type Reason = Suppressed['reason'];
export type Added = Schemas['SuppressAnswer'];

const DELIVERY = ['delivery'] as const;
const LIVE_MS = 10_000;

/** How sending goes; looked at again every ten seconds. */
export const healthQuery = (days: string) =>
  queryOptions({
    queryKey: [...DELIVERY, 'health', days],
    queryFn: ({ signal }) => api.get<Health>('/mail/health', { days }, signal),
    refetchInterval: LIVE_MS,
    placeholderData: keepPreviousData,
  });

/** The letters behind a number. */
export const lettersQuery = (what: Fate, days: string, domain: string) =>
  infiniteQueryOptions({
    queryKey: [...DELIVERY, 'letters', what, days, domain],
    queryFn: ({ pageParam, signal }) =>
      api.get<Schemas['MailLetters']>('/mail/letters', { what, days, domain, cursor: pageParam }, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor,
  });

export const suppressedQuery = (search: string, reason: string) =>
  infiniteQueryOptions({
    queryKey: [...DELIVERY, 'suppressed', search, reason],
    queryFn: ({ pageParam, signal }) =>
      api.get<Schemas['SuppressedPage']>('/mail/suppressed', { search, reason, cursor: pageParam }, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
  });

export const suppressedCsv = (): string => apiUrl('/mail/suppressed.csv');

export const deliveryApi = {
  add: (lines: readonly string[]) => api.post<Added>('/mail/suppressed', { lines }),
  resume: (scenario: number) => api.post(`/scenarios/${scenario}/resume`),
  forgive: (scenario: number) => api.post(`/mail/standings/${scenario}/forgive`),
  takeOff: (id: string, why: string) => api.delete(`/mail/suppressed/${id}`, undefined, { why }),
};

export async function refreshDelivery(client: QueryClient): Promise<void> {
  await Promise.all([
    client.invalidateQueries({ queryKey: DELIVERY }),
    client.invalidateQueries({ queryKey: SCENARIOS }),
  ]);
}

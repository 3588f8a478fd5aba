import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import type { components } from '@/lib/api/schema';
import type { Page, TeamMember } from '@/lib/api/types';

type Schemas = components['schemas'];
export type Incident = Schemas['IncidentAnswer'];
export type IncidentDetails = Schemas['IncidentDetails'];
export type Figure = Schemas['FigureAnswer'];
export type Hearing = Schemas['HearingAnswer'];
export type Watched = Schemas['WatchAnswer'];
export type State = 'open' | 'ended' | 'all';

/** Everything that is watched is read again when one of it changes. */
export const WATCH = ['watch'] as const;
const FRESH_MS = 60_000;
const PAGE = 50;

export const incidentsQuery = (state: State) =>
  infiniteQueryOptions({
    queryKey: [...WATCH, 'incidents', state],
    queryFn: ({ pageParam, signal }) =>
      api.get<Schemas['IncidentPage']>(
        '/watch/incidents',
        { state, limit: PAGE, ...(pageParam && { cursor: pageParam }) },
        signal,
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
    staleTime: FRESH_MS,
  });

/** How many go on of which somebody was told. */
export const openCountQuery = queryOptions({
  queryKey: [...WATCH, 'open'],
  queryFn: async ({ signal }) =>
    (await api.get<Schemas['IncidentPage']>('/watch/incidents', { limit: 1 }, signal)).open,
  staleTime: FRESH_MS,
  refetchInterval: 5 * FRESH_MS,
});

/** What goes on with one message. */
export const ofMessageQuery = (scenario: string) =>
  queryOptions({
    queryKey: [...WATCH, 'of', scenario],
    queryFn: async ({ signal }) =>
      (await api.get<Schemas['IncidentPage']>('/watch/incidents', { scenario, limit: 20 }, signal)).items,
    staleTime: FRESH_MS,
  });

export const incidentQuery = (id: string) =>
  queryOptions({
    queryKey: [...WATCH, 'one', id],
    queryFn: ({ signal }) => api.get<IncidentDetails>(`/watch/incidents/${id}`, {}, signal),
    staleTime: FRESH_MS,
  });

export const watchedQuery = (scenario: string) =>
  queryOptions({
    queryKey: [...WATCH, 'settings', scenario],
    queryFn: ({ signal }) => api.get<Watched>(`/scenarios/${scenario}/watch`, {}, signal),
  });

export const hearingQuery = queryOptions({
  queryKey: [...WATCH, 'hearing'],
  queryFn: ({ signal }) => api.get<Hearing>('/watch/hearing', {}, signal),
});

export const membersQuery = queryOptions({
  queryKey: ['team', 'all'],
  queryFn: async ({ signal }) => (await api.get<Page<TeamMember>>('/team/members', {}, signal)).items,
  staleTime: FRESH_MS,
});

export const watchApi = {
  learn: (id: string) => api.post<Incident>(`/watch/incidents/${id}/learn`),
  setWatched: (scenario: string, watched: Watched) => api.put<Watched>(`/scenarios/${scenario}/watch`, watched),
  setHearing: ({ is_author, are_owners, member_ids }: Hearing) =>
    api.put<Hearing>('/watch/hearing', { is_author, are_owners, member_ids: member_ids.map(Number) }),
};

import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { cardKey } from '@/components/person/api';
import { api, apiUrl } from '@/lib/api/client';
import type { Device, Erasure, EventDefinition, Merge, Page, PeoplePage, PersonEvent } from '@/lib/api/types';

const FEED_PAGE = 60;

export const feedQuery = (id: string, names: string[] | null) =>
  infiniteQueryOptions({
    queryKey: [...cardKey(id), 'feed', names],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<PersonEvent>>(
        `/profiles/${id}/events`,
        { limit: FEED_PAGE, cursor: pageParam, names: names?.join(',') },
        signal,
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor,
  });

export const devicesQuery = (id: string) =>
  queryOptions({
    queryKey: [...cardKey(id), 'devices'],
    queryFn: () => api.get<Page<Device>>(`/profiles/${id}/devices`),
  });

export const mergesQuery = (id: string) =>
  queryOptions({ queryKey: [...cardKey(id), 'merges'], queryFn: () => api.get<Page<Merge>>(`/profiles/${id}/merges`) });

export const erasureQuery = (erasureId: string | null) =>
  queryOptions({
    queryKey: ['erasure', erasureId],
    queryFn: () => api.get<Erasure>(`/erasures/${erasureId ?? ''}`),
    enabled: erasureId !== null,
    refetchInterval: (query) => (query.state.data?.status === 'verified' ? false : 1_500),
  });

/** Names of the site's own events, for the filter that shows them. */
export const ownEventsQuery = queryOptions({
  queryKey: ['catalog', 'events'],
  queryFn: () => api.get<Page<EventDefinition>>('/catalog/events'),
  staleTime: 60_000,
});

export const findPeople = (search: string) =>
  queryOptions({
    queryKey: ['people', 'find', search],
    queryFn: ({ signal }) => api.post<PeoplePage>('/profiles/search', { search, limit: 8 }, signal),
    enabled: search.length >= 2,
  });

export const cardApi = {
  merge: (id: string, otherId: string) =>
    api.post<{ id?: string; merge_id?: string }>(`/profiles/${id}/merge`, { other_id: otherId }),
  undoMerge: (mergeId: string) => api.post(`/merges/${mergeId}/undo`),
  erase: (id: string) => api.post<{ erasure_id: string }>(`/profiles/${id}/erase`, { suppress: true }),
  exportUrl: (id: string) => apiUrl(`/profiles/${id}/export`),
};

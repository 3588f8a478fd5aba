import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import type {
  EventDefinition,
  EventProperty,
  Page,
  PeoplePage,
  PropertyDefinition,
  RecentEvent,
  Reject,
} from '@/lib/api/types';

const RECENT = 100;

export interface RecentFilter {
  name?: string;
  /** Id of a person: his merged cards count too. */
  person?: string;
  isToday: boolean;
  hasBots: boolean;
  /** With what files of history brought. */
  hasImported: boolean;
}

export const recentQuery = (filter: RecentFilter) =>
  queryOptions({
    queryKey: ['events', 'recent', filter],
    queryFn: ({ signal }) =>
      api.get<Page<RecentEvent>>(
        '/events/recent',
        {
          limit: RECENT,
          name: filter.name,
          person: filter.person,
          today: filter.isToday || undefined,
          bots: filter.hasBots || undefined,
          imported: filter.hasImported,
        },
        signal,
      ),
  });

/** A few people by name, contact or id. */
export const peopleQuery = (search: string) =>
  queryOptions({
    queryKey: ['people', 'found', search],
    queryFn: ({ signal }) => api.post<PeoplePage>('/profiles/search', { search, limit: 8 }, signal),
    enabled: search !== '',
  });

export const rejectsQuery = infiniteQueryOptions({
  queryKey: ['intake', 'rejects'],
  queryFn: ({ pageParam }) => api.get<Page<Reject>>('/intake/rejects', { limit: 100, cursor: pageParam }),
  initialPageParam: '',
  getNextPageParam: (page) => page.next_cursor,
});

export const eventsQuery = (search: string) =>
  queryOptions({
    queryKey: ['catalog', 'events', search],
    queryFn: () => api.get<Page<EventDefinition>>('/catalog/events', { search }),
  });

export const personPropertiesQuery = queryOptions({
  queryKey: ['catalog', 'properties'],
  queryFn: () => api.get<Page<PropertyDefinition>>('/catalog/properties'),
});

export const eventPropertiesQuery = (event: string) =>
  queryOptions({
    queryKey: ['catalog', 'events', event, 'properties'],
    queryFn: () => api.get<Page<EventProperty>>(`/catalog/events/${encodeURIComponent(event)}/properties`),
  });

export interface DefinitionPatch {
  description?: string;
  is_hidden?: boolean;
}

export type DefinitionKind = 'events' | 'properties';

export const changeDefinition = (kind: DefinitionKind, name: string, patch: DefinitionPatch) =>
  api.patch(`/catalog/${kind}/${encodeURIComponent(name)}`, patch);

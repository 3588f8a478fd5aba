import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import type {
  EventDefinition,
  EventProperty,
  Json,
  Page,
  PeoplePage,
  PersonRow,
  PropertyDefinition,
} from '@/lib/api/types';
import type { Condition } from './language';

export interface Counted {
  count: number;
  as_of: string;
}
export interface Words {
  ru: string;
  en: string;
}
export interface Suggestion {
  value: Json;
  /** Nobody counts some of them. */
  count: number | null;
}
export interface Named {
  id: string;
  name: string;
}

/** How many people a condition lists; `asOf`: at that moment. An outdated question is called off by its successor. */
export const countQuery = (filter: Condition | null, asOf = '') =>
  queryOptions({
    queryKey: ['conditions', 'count', filter, asOf],
    queryFn: ({ signal }) => api.post<Counted>('/segments/count', { filter, ...(asOf && { as_of: asOf }) }, signal),
    enabled: filter !== null,
    placeholderData: keepPreviousData,
    retry: false,
  });

export const SAMPLE = 8;

export const sampleQuery = (filter: Condition | null, asOf = '') =>
  queryOptions({
    queryKey: ['conditions', 'sample', filter, asOf],
    queryFn: ({ signal }) =>
      api.post<{ items: PersonRow[] }>(
        '/segments/sample',
        { filter, limit: SAMPLE, ...(asOf && { as_of: asOf }) },
        signal,
      ),
    enabled: filter !== null,
    placeholderData: keepPreviousData,
    retry: false,
  });

export const wordsQuery = (filter: Condition | null) =>
  queryOptions({
    queryKey: ['conditions', 'words', filter],
    queryFn: ({ signal }) => api.post<Words>('/segments/describe', { filter }, signal),
    enabled: filter !== null,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    retry: false,
  });

/** Everybody of the workspace: what a share is of. */
export const everybodyQuery = queryOptions({
  queryKey: ['people', 'everybody'],
  queryFn: async ({ signal }) => (await api.post<PeoplePage>('/profiles/search', { limit: 1 }, signal)).total,
  staleTime: 30_000,
});

/** Whose values are suggested: of a property of people, or of an event's property. */
export interface Source {
  property: string;
  event?: string;
}

export const suggestQuery = (source: Source, prefix: string) =>
  queryOptions({
    queryKey: ['conditions', 'suggest', source, prefix],
    queryFn: ({ signal }) =>
      api.post<{ items: Suggestion[] }>(
        '/segments/suggest',
        { of: source.event === undefined ? 'property' : 'event_property', ...source, prefix },
        signal,
      ),
    enabled: source.property !== '',
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    retry: false,
  });

export const eventsQuery = queryOptions({
  queryKey: ['catalog', 'events', ''],
  queryFn: () => api.get<Page<EventDefinition>>('/catalog/events', { search: '' }),
  staleTime: 60_000,
});

export const propertiesQuery = queryOptions({
  queryKey: ['catalog', 'properties'],
  queryFn: () => api.get<Page<PropertyDefinition>>('/catalog/properties'),
  staleTime: 60_000,
});

/** Whether the name tells of one event, whose properties the catalogue knows. */
export function isOneEvent(event: string): boolean {
  return event !== '' && !event.endsWith('*');
}

export const eventPropertiesQuery = (event: string) =>
  queryOptions({
    queryKey: ['catalog', 'events', event, 'properties'],
    queryFn: () => api.get<Page<EventProperty>>(`/catalog/events/${encodeURIComponent(event)}/properties`),
    enabled: isOneEvent(event),
    staleTime: 60_000,
  });

const ALL = 200;

export const segmentNamesQuery = queryOptions({
  queryKey: ['segments', 'names'],
  queryFn: async () => (await api.get<Page<Named>>('/segments', { limit: ALL })).items,
  staleTime: 10_000,
});

export const listNamesQuery = queryOptions({
  queryKey: ['lists', 'names'],
  queryFn: async () => (await api.get<Page<Named>>('/lists', { limit: ALL })).items,
  staleTime: 10_000,
});

export interface Tag {
  /** Its name for ever, in conditions too. */
  tag: string;
  /** What is shown. */
  title: string;
  color: string;
}

export const tagsQuery = queryOptions({
  queryKey: ['tags', 'all'],
  queryFn: async () => (await api.get<Page<Tag>>('/tags')).items,
  staleTime: 10_000,
});

import { infiniteQueryOptions, keepPreviousData } from '@tanstack/react-query';
import { api, send } from '@/lib/api/client';
import type { Page, PeoplePage, PeopleQuery, PropertyDefinition } from '@/lib/api/types';

const PAGE = 100;

/** People of a filter, page after page; the next page is found by the last row, so that it stays quick at any depth. */
export function peopleQuery(query: PeopleQuery) {
  return infiniteQueryOptions({
    queryKey: ['people', 'list', query],
    queryFn: ({ pageParam, signal }) =>
      api.post<PeoplePage>(
        '/profiles/search',
        { ...query, limit: PAGE, ...(pageParam && { cursor: pageParam }) },
        signal,
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
  });
}

export const propertiesQuery = {
  queryKey: ['catalog', 'properties'],
  queryFn: () => api.get<Page<PropertyDefinition>>('/catalog/properties'),
};

export async function exportPeople(query: PeopleQuery): Promise<Blob> {
  const answer = await send('POST', '/profiles/export.csv', { body: query });
  return answer.blob();
}

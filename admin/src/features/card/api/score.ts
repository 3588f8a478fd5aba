import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import type { PersonScore } from '@/lib/api/scoring';
import type { Json } from '@/lib/api/types';

/** What is computed of a person, and why; `values` are those that the card shows: with new ones it is read anew. */
export const scoreQuery = (id: string, values: (Json | undefined)[]) =>
  queryOptions({
    queryKey: ['profile-score', id, values],
    queryFn: ({ signal }) => api.get<PersonScore>(`/profiles/${id}/score`, {}, signal),
    placeholderData: keepPreviousData,
  });

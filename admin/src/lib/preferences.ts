import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from './api/client';
import { ApiError } from './api/errors';
import type { Json } from './api/types';

interface Stored {
  value: Json;
}

async function read(key: string): Promise<Json> {
  try {
    return (await api.get<Stored | undefined>(`/preferences/${key}`))?.value ?? null;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null;
    throw error;
  }
}

/** A choice of this member kept on the server: `[value or null, is it known yet, change]`; a change shows at once. */
export function usePreference(key: string): [Json, boolean, (value: Json) => void] {
  const client = useQueryClient();
  const queryKey = ['preferences', key];
  const query = useQuery({ queryKey, queryFn: () => read(key), staleTime: Infinity });
  const save = useMutation({
    mutationFn: (value: Json) => api.put(`/preferences/${key}`, { value }),
    onMutate: (value) => client.setQueryData(queryKey, value),
    onError: () => client.invalidateQueries({ queryKey }),
  });
  return [query.data ?? null, !query.isPending, save.mutate];
}

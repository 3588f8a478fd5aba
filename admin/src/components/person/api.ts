import { type QueryClient, queryOptions } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import type { Operation, Page, Profile, PropertyHistory } from '@/lib/api/types';

/** Everything of one card lies under this key, so that one signal refreshes it whole. */
export const cardKey = (id: string) => ['card', id] as const;

export const profileQuery = (id: string) =>
  queryOptions({ queryKey: [...cardKey(id), 'profile'], queryFn: () => api.get<Profile>(`/profiles/${id}`) });

export const historyQuery = (id: string, property: string) =>
  queryOptions({
    queryKey: [...cardKey(id), 'history', property],
    queryFn: () => api.get<Page<PropertyHistory>>(`/profiles/${id}/history`, { property, limit: 20 }),
  });

export const changeProfile = (id: string, operations: Operation[]) =>
  api.patch<Profile>(`/profiles/${id}`, { operations });

/** After a change of the card: read it anew, its list row too. */
export async function refreshCard(client: QueryClient, id: string): Promise<void> {
  await Promise.all([
    client.invalidateQueries({ queryKey: cardKey(id) }),
    client.invalidateQueries({ queryKey: ['people'] }),
  ]);
}

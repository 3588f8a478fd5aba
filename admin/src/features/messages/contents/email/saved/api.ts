import { queryOptions } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import type { Block } from '../model/letter';

export interface SavedBlock {
  id: string;
  name: string;
  block: Block;
}

export const savedBlocksQuery = queryOptions({
  queryKey: ['letter-blocks'],
  queryFn: ({ signal }) => api.get<{ items: SavedBlock[] }>('/letter-blocks', {}, signal),
  staleTime: 60_000,
});

export const savedBlocksApi = {
  keep: (name: string, block: Block) => api.post<SavedBlock>('/letter-blocks', { name, block }),
  change: (id: string, patch: { name?: string; block?: Block }) => api.patch<SavedBlock>(`/letter-blocks/${id}`, patch),
  remove: (id: string) => api.delete(`/letter-blocks/${id}`),
};

import { infiniteQueryOptions, type QueryClient, queryOptions } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import type { CountedTag, ListChange, ListImport, ListMember, PeopleList } from '@/lib/api/lists';
import type { Page, PeoplePage, Properties } from '@/lib/api/types';

const PAGE = 100;

export const listsQuery = queryOptions({
  queryKey: ['lists', 'page'],
  queryFn: ({ signal }) => api.get<Page<PeopleList>>('/lists', {}, signal),
});

export const listQuery = (id: string) =>
  queryOptions({
    queryKey: ['lists', 'one', id],
    queryFn: ({ signal }) => api.get<PeopleList>(`/lists/${id}`, {}, signal),
  });

export const membersQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ['lists', 'members', id],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<ListMember>>(`/lists/${id}/members`, { limit: PAGE, cursor: pageParam || undefined }, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor,
  });

export const tagsQuery = queryOptions({
  queryKey: ['tags', 'page'],
  queryFn: ({ signal }) => api.get<Page<CountedTag>>('/tags', {}, signal),
});

export interface About {
  name: string;
  description: string;
}
export type PeopleKind = 'email' | 'phone' | 'user_id' | 'anonymous_id';
/** People by their ids, or by what names them. */
export type Whom = { profile_ids: string[] } | { by: { kind: PeopleKind; values: string[] } };

export const listsApi = {
  create: (about: About) => api.post<PeopleList>('/lists', about),
  change: (id: string, about: Partial<About>) => api.patch<PeopleList>(`/lists/${id}`, about),
  remove: (id: string) => api.delete(`/lists/${id}`),
  add: (id: string, whom: Whom) => api.post<ListChange>(`/lists/${id}/members`, whom),
  takeOff: (id: string, whom: Whom) => api.post<ListChange>(`/lists/${id}/members/remove`, whom),
};

export const tagsApi = {
  create: (name: string, color: string) => api.post<CountedTag>('/tags', { name, color }),
  change: (tag: string, patch: { title?: string; color?: string }) =>
    api.patch<CountedTag>(`/tags/${encodeURIComponent(tag)}`, patch),
  remove: (tag: string) => api.delete(`/tags/${encodeURIComponent(tag)}`),
};

/** Everything that shows lists, or people by them, is read again. */
export function refreshLists(client: QueryClient): void {
  void client.invalidateQueries({ queryKey: ['lists'] });
  void client.invalidateQueries({ queryKey: ['conditions'] });
}

/** Everything that shows tags is read again. */
export function refreshTags(client: QueryClient): void {
  void client.invalidateQueries({ queryKey: ['tags'] });
  void client.invalidateQueries({ queryKey: ['conditions'] });
}

/** What a table holds, before anything is done with it. */
export interface FilePreview {
  columns: string[];
  rows: string[][];
  /** What the server takes the columns for. */
  mapping: {
    user_id: string | null;
    anonymous_id: string | null;
    columns: Record<string, { property: string }>;
  } | null;
}

export const previewFile = (file: File): Promise<FilePreview> => {
  const form = new FormData();
  form.set('file', file);
  return api.post<FilePreview>('/imports/preview', form);
};

export interface FileOrder {
  file: File;
  column: string;
  kind: PeopleKind;
  isCreating: boolean;
}

export const importFile = (id: string, { file, column, kind, isCreating }: FileOrder): Promise<ListImport> => {
  const form = new FormData();
  form.set('file', file);
  form.set('column', column);
  form.set('kind', kind);
  form.set('create', String(isCreating));
  return api.post<ListImport>(`/imports/lists/${id}`, form);
};

/** A few people by name, contact or id. */
export const foundPeopleQuery = (search: string) =>
  queryOptions({
    queryKey: ['people', 'found', search],
    queryFn: ({ signal }) => api.post<PeoplePage>('/profiles/search', { search, limit: 8 }, signal),
    enabled: search !== '',
  });

interface Named {
  id: string;
  name: string;
  filter: Properties;
}

/** Whether a condition names this list or tag anywhere within. */
export function isNaming(node: unknown, key: 'list' | 'tag', value: number | string): boolean {
  if (typeof node !== 'object' || node === null) return false;
  if ((node as Record<string, unknown>)[key] === value) return true;
  return Object.values(node).some((part) => isNaming(part, key, value));
}

const ALL = 200;

/** Segments whose conditions name it: they lose their people when it goes. */
export const usesQuery = (key: 'list' | 'tag', value: number | string) =>
  queryOptions({
    queryKey: ['segments', 'naming', key, value],
    queryFn: async ({ signal }) => {
      const page = await api.get<Page<Named>>('/segments', { limit: ALL }, signal);
      return page.items.filter((segment) => isNaming(segment.filter, key, value));
    },
    staleTime: 0,
  });

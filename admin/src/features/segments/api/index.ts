import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import type {
  Json,
  Page,
  PeoplePage,
  PersonRow,
  Properties,
  Segment,
  SegmentFolder,
  SegmentStatus,
} from '@/lib/api/types';

const PAGE = 100;

export type SegmentSort = 'name' | 'updated' | 'count';
export interface SegmentsAsked {
  search: string;
  /** '' all, '0' those in none. */
  folder_id: string;
  status: string;
  sort: SegmentSort;
  desc: boolean;
}

/** Everything of segments is read again when one changes. */
export const SEGMENTS = ['segments'] as const;

export const segmentsQuery = (asked: SegmentsAsked) =>
  infiniteQueryOptions({
    queryKey: [...SEGMENTS, 'list', asked],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<Segment>>(
        '/segments',
        {
          search: asked.search || undefined,
          folder_id: asked.folder_id || undefined,
          status: asked.status || undefined,
          sort: asked.sort,
          desc: asked.desc,
          limit: PAGE,
          cursor: pageParam || undefined,
        },
        signal,
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
  });

export const foldersQuery = queryOptions({
  queryKey: [...SEGMENTS, 'folders'],
  queryFn: async () => (await api.get<Page<SegmentFolder>>('/segments/folders')).items,
});

export const segmentQuery = (id: string) =>
  queryOptions({
    queryKey: [...SEGMENTS, 'one', id],
    queryFn: ({ signal }) => api.get<Segment>(`/segments/${id}`, {}, signal),
    enabled: id !== '',
  });

export interface SegmentValues {
  name: string;
  description: string;
  folder_id: string | null;
  filter: Properties;
  is_announcing: boolean;
}

/** `seen_at`: when it was edited last, as far as one knows; 409 `segment_changed` when that is not so. */
export type SegmentChange = Partial<SegmentValues> & {
  status?: Exclude<SegmentStatus, 'preparing'>;
  seen_at?: string;
};

export const segmentsApi = {
  get: (id: string) => api.get<Segment>(`/segments/${id}`),
  create: (values: SegmentValues) => api.post<Segment>('/segments', values),
  change: (id: string, values: SegmentChange) => api.patch<Segment>(`/segments/${id}`, values),
  duplicate: (id: string, name: string) => api.post<Segment>(`/segments/${id}/duplicate`, { name }),
  remove: (id: string) => api.delete(`/segments/${id}`),
  /** The deleted one again, under its id. */
  restore: (id: string) => api.post<Segment>(`/segments/${id}/restore`, {}),
  createFolder: (name: string) => api.post<SegmentFolder>('/segments/folders', { name }),
  renameFolder: (id: string, name: string) => api.patch<SegmentFolder>(`/segments/folders/${id}`, { name }),
  removeFolder: (id: string) => api.delete(`/segments/folders/${id}`),
};

export const membersQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: [...SEGMENTS, 'members', id],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<PersonRow>>(`/segments/${id}/members`, { limit: PAGE, cursor: pageParam || undefined }, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor,
  });

export interface GrowthPoint {
  at: string;
  members: number;
  entered: number;
  left: number;
}

export const growthQuery = (id: string) =>
  queryOptions({
    queryKey: [...SEGMENTS, 'growth', id],
    queryFn: async ({ signal }) =>
      (await api.get<{ items: GrowthPoint[] }>(`/segments/${id}/growth`, {}, signal)).items,
  });

export interface Change {
  id: string;
  at: string;
  kind: 'entered' | 'left';
  person: { id: string; name: string | null; email: string | null; phone: string | null };
}

export const changesQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: [...SEGMENTS, 'changes', id],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<Change>>(`/segments/${id}/changes`, { limit: PAGE, cursor: pageParam || undefined }, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor,
  });

/** A part of a condition with its answer and what decided it. */
export interface Explained {
  path: string;
  kind: string;
  holds: boolean;
  words?: { ru: string; en: string };
  found?: Json;
  count?: number | null;
  begins?: string | null;
  ends?: string | null;
  since?: string | null;
  matched?: Properties | null;
  step?: number | null;
  failing?: string | null;
  parts?: Explained[];
}
export interface Explanation {
  holds: boolean;
  explanation: Explained;
}

export const explainQuery = (segmentId: string, profileId: string) =>
  queryOptions({
    queryKey: [...SEGMENTS, 'explain', segmentId, profileId],
    queryFn: ({ signal }) => api.get<Explanation>(`/segments/${segmentId}/explain/${profileId}`, {}, signal),
    enabled: segmentId !== '' && profileId !== '',
    staleTime: 0,
  });

/** The same of a condition that is saved nowhere; `asOf`: at that moment. */
export const explainConditionQuery = (filter: Properties | null, asOf: string, profileId: string) =>
  queryOptions({
    queryKey: [...SEGMENTS, 'explain', filter, asOf, profileId],
    queryFn: ({ signal }) =>
      api.post<Explanation>(`/segments/explain/${profileId}`, { filter, ...(asOf && { as_of: asOf }) }, signal),
    enabled: filter !== null && profileId !== '',
    placeholderData: keepPreviousData,
    staleTime: 0,
    retry: false,
  });

/** A few people by name, contact or id. */
export const foundPeopleQuery = (search: string) =>
  queryOptions({
    queryKey: ['people', 'found', search],
    queryFn: ({ signal }) => api.post<PeoplePage>('/profiles/search', { search, limit: 8 }, signal),
    enabled: search !== '',
  });

import { queryOptions } from '@tanstack/react-query';
import { api, apiUrl, send } from '@/lib/api/client';
import type { Json, Page } from '@/lib/api/types';
import type { Condition } from '@/lib/conditions/language';

/** Whom it is about: a saved segment, or a condition. `name`: of the segment. */
export interface Audience {
  segment_id?: string;
  filter?: Condition;
  /** People chosen by hand. */
  profile_ids?: readonly string[];
  name?: string;
}

export const FORMATS = ['csv', 'yandex', 'google', 'facebook', 'metrica_ids', 'google_ids'] as const;
export type FileFormat = (typeof FORMATS)[number];
export const REASONS = ['erased', 'consent_withdrawn', 'never_consented', 'unsubscribed', 'no_address'] as const;
export type Reason = (typeof REASONS)[number];

export interface LeftOut {
  reason: Reason;
  count: number;
}

export interface FileSpec {
  format: FileFormat;
  columns: string[];
  is_hashed: boolean;
}

export interface Preview {
  filename: string;
  total: number;
  written: number;
  left_out: LeftOut[];
  heading: string[];
  lines: string[][];
  lines_count: number;
  is_whole: boolean;
  fewest: number;
  is_too_small: boolean;
}

export type BulkKind =
  | 'tag_add'
  | 'tag_remove'
  | 'list_add'
  | 'list_remove'
  | 'property_set'
  | 'property_unset'
  | 'subscribe'
  | 'unsubscribe'
  | 'erase'
  | 'export';
export type BulkStatus = 'pending' | 'collecting' | 'running' | 'done' | 'failed' | 'cancelled';

export interface BulkAction {
  id: string;
  kind: BulkKind;
  options: Record<string, Json>;
  segment: string | null;
  status: BulkStatus;
  expected: number;
  total: number | null;
  done: number;
  changed: number;
  failed: number;
  written: number | null;
  left_out: LeftOut[];
  filename: string | null;
  error: string | null;
  can_undo: boolean;
  created_at: string;
  finished_at: string | null;
}

export interface Start {
  action: { kind: BulkKind; [option: string]: Json };
  expected: number;
  confirm?: string;
}

const whom = ({ segment_id, filter, profile_ids }: Audience) => {
  if (profile_ids !== undefined) return { profile_ids };
  return segment_id === undefined ? { filter } : { segment_id };
};

/** As many the server takes when they are chosen by hand. */
export const MOST_CHOSEN = 1_000;

export const BULK = ['bulk'];
const LOOK_MS = 1_000;
const SHOWN = 5;

export const isOpen = (action: BulkAction): boolean => ['pending', 'collecting', 'running'].includes(action.status);

/** The newest actions; looked at every second while one of them runs. */
export const actionsQuery = queryOptions({
  queryKey: [...BULK, 'list'],
  queryFn: () => api.get<Page<BulkAction>>('/bulk-actions', { limit: SHOWN }),
  refetchInterval: ({ state }) => (state.data?.items.some(isOpen) ? LOOK_MS : false),
});

export const previewQuery = (audience: Audience, spec: FileSpec) =>
  queryOptions({
    queryKey: [...BULK, 'preview', audience, spec],
    queryFn: ({ signal }) => api.post<Preview>('/exports/preview', { ...whom(audience), ...spec }, signal),
    retry: false,
  });

export const tagsQuery = queryOptions({
  // A page, where others keep the bare items.
  queryKey: ['tags', 'page'],
  queryFn: () => api.get<{ items: { tag: string; title: string }[] }>('/tags'),
});

export const listsQuery = queryOptions({
  queryKey: ['lists', 'page'],
  queryFn: () => api.get<{ items: { id: string; name: string }[] }>('/lists'),
});

export const bulkApi = {
  start: (audience: Audience, start: Start) => api.post<BulkAction>('/bulk-actions', { ...whom(audience), ...start }),
  cancel: (id: string) => api.post<BulkAction>(`/bulk-actions/${id}/cancel`, {}),
  undo: (id: string) => api.post<BulkAction>(`/bulk-actions/${id}/undo`, {}),
  fileUrl: (id: string) => apiUrl(`/bulk-actions/${id}/file`),
  file: async (audience: Audience, spec: FileSpec): Promise<Blob> =>
    (await send('POST', '/exports/file', { body: { ...whom(audience), ...spec } })).blob(),
};

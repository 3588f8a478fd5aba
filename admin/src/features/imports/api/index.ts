import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import type { Import, Page, Properties } from '@/lib/api/types';

const POLL_MS = 1_000;

export type ColumnType = 'text' | 'number' | 'boolean' | 'date' | 'list';

/** How rows of a file become people or events; `columns` is by the name of the column in the file. */
export interface ImportMapping {
  kind: 'people' | 'events';
  user_id: string | null;
  anonymous_id: string | null;
  timestamp: string | null;
  time_zone: string;
  event: string | null;
  event_name: string | null;
  columns: Record<string, { property: string; type: ColumnType }>;
}
export interface ImportError {
  line: number;
  reason: string;
  detail: string;
}
export interface Preview {
  format: string;
  columns: string[];
  rows: string[][];
  mapping: ImportMapping | null;
  items: Properties[];
  errors: ImportError[];
}
export interface ImportDetails extends Import {
  errors: ImportError[];
}

export function isRunning(item: Import): boolean {
  return item.status === 'pending' || item.status === 'running';
}

export const importsQuery = infiniteQueryOptions({
  queryKey: ['imports'],
  queryFn: ({ pageParam }) => api.get<Page<Import>>('/imports', { limit: 50, cursor: pageParam }),
  initialPageParam: '',
  getNextPageParam: (page) => page.next_cursor,
  refetchInterval: (query) => (query.state.data?.pages.some((page) => page.items.some(isRunning)) ? POLL_MS : false),
});

export const importQuery = (id: string) =>
  queryOptions({
    queryKey: ['imports', id],
    queryFn: () => api.get<ImportDetails>(`/imports/${id}`),
    refetchInterval: (query) => (query.state.data && !isRunning(query.state.data) ? false : POLL_MS),
  });

function formOf(file: File, mapping: ImportMapping | null): FormData {
  const form = new FormData();
  form.set('file', file);
  if (mapping) form.set('mapping', JSON.stringify(mapping));
  return form;
}

export const importsApi = {
  preview: (file: File, mapping: ImportMapping | null) => api.post<Preview>('/imports/preview', formOf(file, mapping)),
  start: (file: File, mapping: ImportMapping | null, consentSource: string) => {
    const form = formOf(file, mapping);
    form.set('name', file.name);
    if (consentSource) form.set('consent_source', consentSource);
    return api.post<Import>('/imports', form);
  },
  cancel: (id: string) => api.post<Import>(`/imports/${id}/cancel`),
};

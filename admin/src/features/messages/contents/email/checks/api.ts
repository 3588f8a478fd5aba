import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import type { Fault } from '@/lib/api/errors';
import type { ContentFields } from '../../ContentEditor';

export interface Finding {
  code: string;
  path: string;
  is_stop: boolean;
  params: Record<string, string | number | boolean | null>;
}
export interface Inspected {
  /** While there are any, nothing else is told. */
  faults: Fault[];
  findings: Finding[];
  text: string;
  bytes: number;
  limit: number;
}
export const LEADS = ['works', 'dead', 'closed', 'forbidden', 'unreached', 'personal', 'not_checked'] as const;
export interface CheckedLink {
  url: string;
  leads: (typeof LEADS)[number];
  status: number;
  to: string;
}
export type LetterKind = 'promotional' | 'transactional';

/** A letter as the server takes it: empty texts are left out. */
export const spelt = (content: ContentFields): ContentFields =>
  Object.fromEntries(Object.entries(content).filter(([, value]) => value !== ''));

export const inspectQuery = (content: ContentFields, kind: LetterKind) =>
  queryOptions({
    queryKey: ['contents', 'inspect', spelt(content), kind],
    queryFn: ({ signal }) => api.post<Inspected>('/contents/inspect', { content: spelt(content), kind }, signal),
    placeholderData: keepPreviousData,
    retry: false,
  });

export const checkLinks = (content: ContentFields) =>
  api.post<{ items: CheckedLink[] }>('/contents/links', { content: spelt(content) });

/** Where the links of a letter lead now; asked once in five minutes. */
export const linksQuery = (content: ContentFields) =>
  queryOptions({
    queryKey: ['contents', 'links', spelt(content)],
    queryFn: async () => (await checkLinks(content)).items,
    staleTime: 300_000,
    retry: false,
  });

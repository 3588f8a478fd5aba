import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import type { Fault } from '@/lib/api/errors';
import type { Json } from '@/lib/api/types';
import type { Content } from './graph';

export interface KeptContent extends Content {
  id: number;
}
export interface ContentCheck {
  faults: Fault[];
  /** Paths of the templates: `person.name`, `event.amount`. */
  variables: string[];
}
/** A content as one person would get it. */
export interface ContentPreview {
  content: Record<string, Json>;
  faults: Fault[];
}

export const contentQuery = (id: number | undefined) =>
  queryOptions({
    queryKey: ['contents', id],
    queryFn: ({ signal }) => api.get<KeptContent>(`/contents/${id}`, {}, signal),
    enabled: id !== undefined,
    // A content never changes.
    staleTime: Infinity,
  });

export const contentCheckQuery = (content: Content | null) =>
  queryOptions({
    queryKey: ['contents', 'check', content],
    queryFn: ({ signal }) => api.post<ContentCheck>('/contents/check', content, signal),
    enabled: content !== null,
    placeholderData: keepPreviousData,
    retry: false,
  });

interface Previewed {
  person: string;
  /** Of the message: marks of its links. */
  name: string;
  /** Blocks of a letter tell where they stand. */
  isMarked?: boolean;
}

export const contentPreviewQuery = (content: Content | null, { person, name, isMarked = false }: Previewed) =>
  queryOptions({
    queryKey: ['contents', 'preview', content, person, name, isMarked],
    queryFn: ({ signal }) =>
      api.post<ContentPreview>(
        '/contents/preview',
        {
          ...content,
          ...(person && { profile_id: person }),
          ...(name && { name }),
          ...(isMarked && { is_marked: true }),
        },
        signal,
      ),
    enabled: content !== null,
    placeholderData: keepPreviousData,
    retry: false,
  });

export const contentsApi = {
  /** Keeps it; the same content has one id. Refused with its faults. */
  keep: (content: Content) => api.post<KeptContent>('/contents', content),
  /** Really sends it to that person, free of caps and statistics; `name`: of the message, for the marks of its links. */
  test: (content: Content, person: string, name: string) =>
    api.post<Json>('/contents/test', { ...content, profile_id: person, name }),
};

export interface TemplateFault {
  code: string;
  message: string;
  line: number;
  column: number;
}
export interface TemplateCheck {
  faults: TemplateFault[];
  variables: string[];
}

export const templateCheckQuery = (text: string) =>
  queryOptions({
    queryKey: ['contents', 'template', text],
    queryFn: ({ signal }) => api.post<TemplateCheck>('/messaging/templates/check', { text }, signal),
    enabled: text.includes('{{') || text.includes('{%'),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    retry: false,
  });

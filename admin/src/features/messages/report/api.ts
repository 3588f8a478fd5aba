import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, apiUrl } from '@/lib/api/client';
import type { components } from '@/lib/api/schema';
import { SCENARIOS } from '../api';

type Schemas = components['schemas'];
export type Report = Schemas['MessageReport'];
export type Row = Schemas['StatisticsRow'];
export type Numbers = Row['numbers'];
export type Rate = keyof Row['rates'];
export type Counted = Schemas['Number'];
export type SendLine = Schemas['SendLine'];

/** What is asked for: names and values of the API. */
export type Question = Record<string, string>;

const FRESH_MS = 30_000;

/** The numbers in all, by day, by step and by variant: the store reads them once. */
export const reportQuery = (id: string, question: Question) =>
  queryOptions({
    queryKey: [...SCENARIOS, 'one', id, 'report', question],
    queryFn: ({ signal }) => api.get<Report>(`/scenarios/${id}/report`, question, signal),
    staleTime: FRESH_MS,
    placeholderData: keepPreviousData,
  });

/** The sends behind a number, page after page. */
export const peopleQuery = (id: string, question: Question, of: Counted) =>
  infiniteQueryOptions({
    queryKey: [...SCENARIOS, 'one', id, 'people', of, question],
    queryFn: ({ pageParam, signal }) =>
      api.get<Schemas['SendLines']>(
        `/scenarios/${id}/statistics/people`,
        { ...question, of, ...(pageParam && { cursor: pageParam }) },
        signal,
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor,
    staleTime: FRESH_MS,
  });

export const csvUrl = (id: string, question: Question, of: Counted): string =>
  apiUrl(`/scenarios/${id}/statistics/people.csv`, { ...question, of });

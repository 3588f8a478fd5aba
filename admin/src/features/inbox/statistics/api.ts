import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, apiUrl } from '@/lib/api/client';
import type { components } from '@/lib/api/schema';

type Schemas = components['schemas'];
export type Statistics = Schemas['StatisticsAnswer'];
export type Figures = Schemas['FiguresAnswer'];
export type Times = Schemas['TimesAnswer'];
export type GroupLine = Schemas['GroupAnswer'];
export type Measure = Schemas['Measure'];
export type Group = Schemas['Group'];
type CountedPage = Schemas['CountedPage'];
export type CountedLine = CountedPage['items'][number];

/** What is asked for: names and values of the API. */
export type Question = Record<string, string>;

const AGAIN_MS = 1_000;
const FRESH_MS = 30_000;

export const statisticsQuery = (question: Question) =>
  queryOptions({
    queryKey: ['inbox', 'statistics', 'page', question],
    queryFn: ({ signal }) => api.get<Statistics>('/inbox/statistics', question, signal),
    staleTime: FRESH_MS,
    placeholderData: keepPreviousData,
    // While old conversations are still being counted, a little more is with each question.
    refetchInterval: ({ state }) => (state.data && state.data.left > 0 ? AGAIN_MS : false),
  });

export const groupsQuery = (question: Question, by: Group) =>
  queryOptions({
    queryKey: ['inbox', 'statistics', 'groups', by, question],
    queryFn: async ({ signal }) =>
      (await api.get<{ items: GroupLine[] }>('/inbox/statistics/groups', { ...question, by }, signal)).items,
    staleTime: FRESH_MS,
  });

/** What a number counts, page after page. */
export const countedQuery = (question: Question, measure: Measure) =>
  infiniteQueryOptions({
    queryKey: ['inbox', 'statistics', 'counted', measure, question],
    queryFn: ({ pageParam, signal }) =>
      api.get<CountedPage>('/inbox/statistics/conversations', { ...question, measure, before: pageParam }, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
    staleTime: FRESH_MS,
  });

/** Teams that a filter may name. */
export const teamNamesQuery = queryOptions({
  queryKey: ['inbox', 'teams', 'names'],
  queryFn: async ({ signal }) =>
    (await api.get<{ items: { id: number; name: string }[] }>('/inbox/teams', {}, signal)).items,
  staleTime: FRESH_MS,
});

export type CsvOf = 'operator' | 'team' | 'tag' | 'channel' | 'day' | 'request' | 'rating';

export const csvUrl = (question: Question, of: CsvOf): string => apiUrl('/inbox/statistics.csv', { ...question, of });

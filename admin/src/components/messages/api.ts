import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import type { components } from '@/lib/api/schema';
import type { Page } from '@/lib/api/types';

type Said = components['schemas'];
export type Send = Said['SendAnswer'];
export type Run = Said['RunAnswer'];
export type LetterDetails = Said['LetterDetails'];
export type LetterHit = Said['LetterHit'];

/** Everything of messages and scenarios is read again when one changes. */
const SCENARIOS = ['scenarios'] as const;
const PAGE = 20;

/** What was, will be and will not be said to a person, the newest first; of one scenario, channel where it is named. */
export const sendsQuery = (person: string, scenario = '', channel = '') =>
  infiniteQueryOptions({
    queryKey: [...SCENARIOS, 'person', person, 'sends', scenario, channel],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<Send>>(
        `/profiles/${person}/messages`,
        { scenario, channel, limit: PAGE, cursor: pageParam },
        signal,
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor,
    enabled: person !== '',
  });

/** The very letter of a send, and what was done with it. */
export const letterQuery = (send: number) =>
  queryOptions({
    queryKey: [...SCENARIOS, 'letter', send],
    queryFn: ({ signal }) => api.get<LetterDetails>(`/mail/letters/${send}`, {}, signal),
  });

export const runsQuery = (person: string) =>
  queryOptions({
    queryKey: [...SCENARIOS, 'person', person, 'walks'],
    queryFn: async ({ signal }) => (await api.get<Page<Run>>(`/profiles/${person}/scenarios`, {}, signal)).items,
    enabled: person !== '',
  });

const ALL = 1_000;

/** Names of scenarios by their ids, those put away too. */
export const scenarioNamesQuery = queryOptions({
  queryKey: [...SCENARIOS, 'names'],
  queryFn: async ({ signal }) => {
    const read = (status: string) =>
      api.get<Page<{ id: string; name: string; kind: string }>>('/scenarios', { status, limit: ALL }, signal);
    const [live, away] = await Promise.all([read(''), read('archived')]);
    return new Map([...live.items, ...away.items].map((each) => [each.id, each]));
  },
  staleTime: 30_000,
});

/** Once more, of one whose end is in doubt. */
export const resend = (id: number) => api.post<Send>(`/sends/${id}/resend`);

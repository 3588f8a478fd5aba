import { queryOptions } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import type { components } from '@/lib/api/schema';
import type { Page } from '@/lib/api/types';
import { SCENARIOS } from '../api';

/** What it would have done: docs/reference/rehearsal.md. */
export interface Result {
  begun: number;
  people: number;
  kept_out: Record<string, number>;
  sends: number;
  reached: number;
  skipped: Record<string, number>;
  quiet: number;
  overlaps: number;
  steps: Record<string, Record<string, number>>;
  /** By day and by hour of the workspace's clocks. */
  days: Record<string, number>;
  hours: number[];
  ended: Record<string, number>;
  goals: number;
  money: number;
  from: string;
  to: string;
  events: number;
  /** Numbers of triggers of which the past knows nothing. */
  not_rehearsed: number[];
  is_cut: boolean;
  took_ms: number;
}
export type Rehearsal = Omit<components['schemas']['RehearsalAnswer'], 'result'> & { result: Result | null };
export type Rehearsed = components['schemas']['RehearsedAnswer'];

const LIVELY_MS = 1_000;

export const isOpen = ({ state }: Pick<Rehearsal, 'state'>): boolean => state === 'waiting' || state === 'running';

/** The last ones of a scenario, the latest first; read again while one goes on. */
export const rehearsalsQuery = (id: string) =>
  queryOptions({
    queryKey: [...SCENARIOS, 'rehearsals', id],
    queryFn: async ({ signal }) => (await api.get<Page<Rehearsal>>(`/scenarios/${id}/rehearsals`, {}, signal)).items,
    refetchInterval: ({ state }) => (state.data?.some(isOpen) ? LIVELY_MS : false),
  });

export const rehearsedQuery = (id: string, rehearsal: string) =>
  queryOptions({
    queryKey: [...SCENARIOS, 'rehearsals', id, rehearsal, 'people'],
    queryFn: async ({ signal }) =>
      (await api.get<Page<Rehearsed>>(`/scenarios/${id}/rehearsals/${rehearsal}/people`, {}, signal)).items,
    staleTime: Infinity,
  });

export const rehearse = (id: string, days: number) => api.post<Rehearsal>(`/scenarios/${id}/rehearsals`, { days });

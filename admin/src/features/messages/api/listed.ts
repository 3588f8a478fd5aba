import { queryOptions } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import type { Page } from '@/lib/api/types';
import type { Channel, Trigger } from './graph';
import { SCENARIOS } from './index';
import type { Scenario } from './types';

/** A scenario with what its graph says at a glance. */
export interface ListedScenario extends Scenario {
  channels: Channel[];
  topics: string[];
  steps: number;
  triggers: Trigger[];
  /** Of its triggers and its audience. */
  segments: string[];
}

/** As many as a workspace can have: the list is searched and sorted without asking again. */
const ALL = 1_000;

const listQuery = (status: '' | 'archived') =>
  queryOptions({
    queryKey: [...SCENARIOS, 'list', 'all', status],
    queryFn: async ({ signal }) =>
      (await api.get<Page<ListedScenario>>('/scenarios', { status, limit: ALL }, signal)).items,
  });

export const allScenariosQuery = listQuery('');
export const archivedScenariosQuery = listQuery('archived');

export interface Rate {
  value: number | null;
  number: number;
  of: number;
}
/** Figures of a message over its whole life. */
export interface Figures {
  id: string;
  goal: 'set' | 'without' | 'undecided';
  numbers: Record<string, number | string>;
  rates: Record<string, Rate>;
}

export type FigureSort = 'money' | 'sent' | 'read' | 'conversion';
export const FIGURE_SORTS: FigureSort[] = ['money', 'sent', 'read', 'conversion'];

/** Figures of all, in the order that the server makes of one of them. */
export const figuresQuery = (sort: FigureSort) =>
  queryOptions({
    queryKey: [...SCENARIOS, 'figures', sort],
    queryFn: async ({ signal }) =>
      (await api.get<Page<Figures>>('/scenarios/figures', { sort, limit: ALL }, signal)).items,
    staleTime: 20_000,
    // The list stands without them.
    retry: false,
  });

import { queryOptions } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import type { components } from '@/lib/api/schema';
import { SCENARIOS } from '../api';

type Schemas = components['schemas'];
export type Experiment = Schemas['ExperimentAnswer'];
export type Arm = Schemas['ArmAnswer'];
export type Interval = Schemas['IntervalAnswer'];

export const experimentsQuery = (id: string) =>
  queryOptions({
    queryKey: [...SCENARIOS, 'one', id, 'experiments'],
    queryFn: async ({ signal }) =>
      (await api.get<Schemas['ExperimentList']>(`/scenarios/${id}/experiment`, {}, signal)).items,
    staleTime: 30_000,
  });

export const finish = (id: string, node: string, arm: string) =>
  api.post(`/scenarios/${id}/experiment/finish`, { node, arm });

/** How far the scale of the bars goes to each side: all intervals fit, nothing in its middle. */
export function scaleOf(intervals: readonly Interval[]): number {
  return Math.max(0.001, ...intervals.flatMap(({ low, high }) => [Math.abs(low), Math.abs(high)])) * 1.1;
}

/** Where a value stands on the scale, per cent from its left end. */
export const placeOf = (value: number, scale: number): number => Math.min(100, Math.max(0, 50 + (value / scale) * 50));

import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { api } from '@/lib/api/client';
import { SCENARIOS } from '../api';
import type { ScenarioDetails } from '../api/types';
import type { StepFigures } from './work';

interface StepStatistics {
  items: { key: string; numbers: StepFigures }[];
}

/** What the messages of each step came to, all in all. */
const stepFiguresQuery = (id: string, isOn: boolean) => ({
  queryKey: [...SCENARIOS, 'one', id, 'steps'],
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    api.get<StepStatistics>(`/scenarios/${id}/statistics`, { by: 'step' }, signal),
  enabled: isOn,
  staleTime: 10_000,
});

export function useFigures(scenario: ScenarioDetails): ReadonlyMap<string, StepFigures> {
  const { data } = useQuery(stepFiguresQuery(scenario.id, scenario.launched_at !== null));
  return useMemo(
    () => new Map((data?.items ?? []).map(({ key, numbers: { sent, read, goal } }) => [key, { sent, read, goal }])),
    [data],
  );
}

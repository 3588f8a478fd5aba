import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { api } from '@/lib/api/client';
import { useFormat } from '@/lib/format';
import { useNow } from '@/lib/now';
import { SCENARIOS } from '../api';
import type { ScenarioDetails } from '../api/types';
import { daysOf, type PeriodName } from '../report/useAsked';
import type { StepFigures } from './work';

interface StepStatistics {
  items: { key: string; numbers: StepFigures }[];
}

/** What the messages of each step came to in that time. */
const stepFiguresQuery = (id: string, days: Record<string, string>, isOn: boolean) => ({
  queryKey: [...SCENARIOS, 'one', id, 'steps', days],
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    api.get<StepStatistics>(`/scenarios/${id}/statistics`, { ...days, by: 'step' }, signal),
  enabled: isOn,
  staleTime: 10_000,
  placeholderData: keepPreviousData<StepStatistics | undefined>,
});

export function useFigures(scenario: ScenarioDetails, period: PeriodName): ReadonlyMap<string, StepFigures> {
  const { zone } = useFormat();
  const days = daysOf(period, zone, useNow());
  const { data } = useQuery(stepFiguresQuery(scenario.id, days, scenario.launched_at !== null));
  return useMemo(
    () => new Map((data?.items ?? []).map(({ key, numbers: { sent, read, goal } }) => [key, { sent, read, goal }])),
    [data],
  );
}

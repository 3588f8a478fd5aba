import { queryOptions, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '@/lib/api/client';
import type { Computed, Scoring, Stages } from '@/lib/api/scoring';
import { stageName } from './stageName';

const STALE_MS = 60_000;

export const savedScoringQuery = queryOptions({
  queryKey: ['scoring', 'saved', 'scoring'],
  queryFn: ({ signal }) => api.get<Computed<Scoring>>('/scoring', {}, signal),
  staleTime: STALE_MS,
});

const savedStagesQuery = queryOptions({
  queryKey: ['scoring', 'saved', 'stages'],
  queryFn: ({ signal }) => api.get<Computed<Stages>>('/stages', {}, signal),
  staleTime: STALE_MS,
});

/** Names of stages by their keys; a stage that is no more is called by its key. */
export function useStageNames(isNeeded: boolean): (key: string) => string {
  const { i18n } = useTranslation();
  const saved = useQuery({ ...savedStagesQuery, enabled: isNeeded }).data;
  const names = new Map(saved?.definition.stages.map((stage) => [stage.key, stageName(stage, i18n.language)]));
  return (key) => names.get(key) ?? key;
}

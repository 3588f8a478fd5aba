import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import type { Computed, Rfm, RfmGrid, Scoring, ScoringPreview, StageCounts, Stages } from '@/lib/api/scoring';

export interface Definitions {
  scoring: Scoring;
  stages: Stages;
  rfm: Rfm;
}
export type Kind = keyof Definitions;

const POLL_MS = 1_500;

/** Everything of scoring, stages and RFM is read again when one changes. */
export const SCORING = ['scoring'] as const;

export const computedQuery = <K extends Kind>(kind: K) =>
  queryOptions({
    queryKey: [...SCORING, 'saved', kind],
    queryFn: ({ signal }) => api.get<Computed<Definitions[K]>>(`/${kind}`, {}, signal),
    refetchInterval: (query) => (query.state.data?.status === 'preparing' ? POLL_MS : false),
  });

export interface Saved<D> {
  definition: D;
  is_on: boolean;
  announce?: boolean;
  keep_values?: boolean;
}

export const saveComputed = <K extends Kind>(kind: K, saved: Saved<Definitions[K]>) =>
  api.put<Computed<Definitions[K]>>(`/${kind}`, saved);

interface Previews {
  scoring: ScoringPreview;
  stages: StageCounts;
  rfm: RfmGrid;
}

/** How a definition would turn out now; an outdated question is called off by its successor. */
export const previewQuery = <K extends Kind>(kind: K, definition: Definitions[K] | null) =>
  queryOptions({
    queryKey: [...SCORING, 'preview', kind, definition],
    queryFn: ({ signal }) => api.post<Previews[K]>(`/${kind}/preview`, { definition }, signal),
    enabled: definition !== null,
    placeholderData: keepPreviousData,
    retry: false,
  });

export const gridQuery = queryOptions({
  queryKey: [...SCORING, 'grid'],
  queryFn: ({ signal }) => api.get<RfmGrid>('/rfm/grid', {}, signal),
});

export const suggestRfm = () => api.post<Rfm>('/rfm/suggest');

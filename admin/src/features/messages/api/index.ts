import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import type { Fault } from '@/lib/api/errors';
import type { components } from '@/lib/api/schema';
import type { Page } from '@/lib/api/types';
import type { Graph } from './graph';
import type { Run, Scenario, ScenarioDetails, ScenarioValues, Send, SendDetails, Version } from './types';

const PAGE = 100;

/** Everything of messages and scenarios is read again when one changes. */
export const SCENARIOS = ['scenarios'] as const;

export interface ScenariosAsked {
  search: string;
  /** '' all but the archived ones. */
  status: string;
  kind: string;
  channel: string;
  folder: string;
  sort: string;
  desc: boolean;
}

export const scenariosQuery = (asked: ScenariosAsked) =>
  infiniteQueryOptions({
    queryKey: [...SCENARIOS, 'list', asked],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<Scenario>>(
        '/scenarios',
        { status: asked.status, kind: asked.kind, limit: PAGE, cursor: pageParam },
        signal,
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
  });

export const scenarioQuery = (id: string) =>
  queryOptions({
    queryKey: [...SCENARIOS, 'one', id],
    queryFn: ({ signal }) => api.get<ScenarioDetails>(`/scenarios/${id}`, {}, signal),
    enabled: id !== '',
  });

export const versionsQuery = (id: string) =>
  queryOptions({
    queryKey: [...SCENARIOS, 'versions', id],
    queryFn: async ({ signal }) => (await api.get<Page<Version>>(`/scenarios/${id}/versions`, {}, signal)).items,
    enabled: id !== '',
  });

/** What the one is for, as the other's own: a goal's id stays with its message. */
async function copyGoals(from: string, to: string): Promise<void> {
  const { goals, number, without_goal } = await api.get<components['schemas']['GoalsAnswer']>(
    `/scenarios/${from}/goals`,
  );
  if (number === 0) return;
  const fresh = goals.map(({ id: _, ...goal }) => goal);
  await api.put(`/scenarios/${to}/goals`, { goals: fresh, without_goal });
}

export const scenariosApi = {
  get: (id: string) => api.get<ScenarioDetails>(`/scenarios/${id}`),
  create: (values: Partial<ScenarioValues>) => api.post<Scenario>('/scenarios', values),
  change: (id: string, values: Partial<Omit<ScenarioValues, 'kind'>>) =>
    api.patch<Scenario>(`/scenarios/${id}`, values),
  /** A version; it rules at once. Faults of a draft's graph are told with it, another's is refused. */
  save: (id: string, graph: Graph) => api.post<Version>(`/scenarios/${id}/versions`, { graph }),
  /** Everything that keeps the graph from running; saves nothing. */
  check: async (graph: Graph, signal?: AbortSignal) =>
    (await api.post<{ faults: Fault[] }>('/scenarios/check', { graph }, signal)).faults,
  /** The same graph and goals under another name, as a draft. */
  copy: async (id: string, name: string) => {
    const { graph, kind, purpose, folder, stage, hypothesis, control_share } = await api.get<ScenarioDetails>(
      `/scenarios/${id}`,
    );
    const values = { kind, purpose, folder, stage, hypothesis, control_share, name };
    const made = await api.post<Scenario>('/scenarios', values);
    if (graph) await api.post<Version>(`/scenarios/${made.id}/versions`, { graph });
    await copyGoals(id, made.id);
    return made;
  },
  /** A message that sends itself, of a mailing that worked. */
  automate: (id: string, name: string, isLaunched: boolean) =>
    api.post<Scenario>(`/scenarios/${id}/automate`, { name, is_launched: isLaunched }),
  launch: (id: string) => api.post<Scenario>(`/scenarios/${id}/launch`),
  pause: (id: string) => api.post<Scenario>(`/scenarios/${id}/pause`),
  resume: (id: string) => api.post<Scenario>(`/scenarios/${id}/resume`),
  archive: (id: string) => api.post<Scenario>(`/scenarios/${id}/archive`),
  /** Out of the archive, paused; who left does not come back. */
  restore: (id: string) => api.post<Scenario>(`/scenarios/${id}/restore`),
};

/** What was, will be and will not be said to a person, the newest first. */
export const personMessagesQuery = (person: string) =>
  infiniteQueryOptions({
    queryKey: [...SCENARIOS, 'person', person, 'messages'],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<Send>>(`/profiles/${person}/messages`, { limit: 30, cursor: pageParam }, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor,
    enabled: person !== '',
  });

export const personRunsQuery = (person: string) =>
  queryOptions({
    queryKey: [...SCENARIOS, 'person', person, 'runs'],
    queryFn: async ({ signal }) => (await api.get<Page<Run>>(`/profiles/${person}/scenarios`, {}, signal)).items,
    enabled: person !== '',
  });

export const sendsApi = {
  get: (id: number) => api.get<SendDetails>(`/sends/${id}`),
  /** Once more, of one that is in doubt. */
  resend: (id: number) => api.post<Send>(`/sends/${id}/resend`),
};

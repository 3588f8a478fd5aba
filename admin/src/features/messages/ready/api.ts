import { queryOptions } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import type { Json, Language, Page } from '@/lib/api/types';
import type { Condition } from '@/lib/conditions/language';
import type { Channel } from '../api/graph';
import type { Purpose, Scenario, ScenarioKind } from '../api/types';

export interface Ready {
  name: string;
  kind: ScenarioKind;
  stage: string;
  stage_name: string;
  purpose: Purpose;
  topic: string;
  title: string;
  text: string;
  hypothesis: string;
  channels: Channel[];
  steps: number;
  goal: string;
  /** Events and properties it asks for. */
  events: string[];
  properties: string[];
  segments: { name: string; filter: Condition }[];
  contents: { key: string; channel: Channel; content: Record<string, Json> }[];
}

export const readyQuery = (language: Language) =>
  queryOptions({
    queryKey: ['ready-scenarios', language],
    queryFn: async ({ signal }) => (await api.get<Page<Ready>>('/ready-scenarios', { language }, signal)).items,
    staleTime: Infinity,
  });

export const installReady = (name: string, language: Language, site: string) =>
  api.post<Scenario>(`/ready-scenarios/${name}/install`, { language, site });

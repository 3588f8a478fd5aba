import type { Fault } from '@/lib/api/errors';
import type { Json } from '@/lib/api/types';
import type { Channel, Graph, Kind } from './graph';

/** Scenarios as the API tells of them. */

export type ScenarioKind = 'message' | 'chain' | 'mailing';
export type Status = 'draft' | 'active' | 'paused' | 'archived';
export type Purpose = 'marketing' | 'product';

export interface ScenarioValues {
  kind: ScenarioKind;
  name: string;
  purpose: Purpose;
  folder: string;
  stage: string;
  hypothesis: string;
  control_share: number;
}

export interface Scenario extends ScenarioValues {
  id: string;
  status: Status;
  version_id: string | null;
  created_by: string;
  created_at: string;
  updated_at: string;
  launched_at: string | null;
}

export interface ScenarioDetails extends Scenario {
  graph: Graph | null;
  waiting: Record<string, number>;
}

export interface Version {
  id: string;
  number: number;
  graph: Graph;
  created_by: string;
  created_at: string;
  faults: Fault[];
}

export type SendState = 'planned' | 'ready' | 'claimed' | 'sent' | 'skipped' | 'failed' | 'unknown';

/** A message to a person and what became of it. */
export interface Send {
  id: number;
  profile_id: string;
  scenario_id: number | null;
  version_id: number | null;
  node: string;
  run_id: number | null;
  channel: Channel;
  content_id: number;
  purpose: Purpose;
  kind: Kind;
  topic: string;
  priority: number;
  variant: string | null;
  state: SendState;
  reason: string;
  error: string;
  address: string | null;
  planned_at: string;
  due_at: string | null;
  expires_at: string | null;
  sent_at: string | null;
  heard: Record<string, string>;
  attempts: number;
  journal: Record<string, Json>[];
}

export interface SendDetails extends Send {
  content: Record<string, Json>;
}

/** A walk of a person through a scenario. */
export interface Run {
  id: string;
  scenario_id: string;
  scenario: string;
  profile_id: string;
  node: string;
  state: string;
  waits: string;
  reason: string;
  due_at: string | null;
  entered_at: string;
  ended_at: string | null;
  steps: { node: string; what: string; reason: string; at: string }[];
}

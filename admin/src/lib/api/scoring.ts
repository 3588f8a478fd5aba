/** Scoring, stages and RFM as the REST API gives them; held against it in contract.ts. */
import type { PersonRow, Properties } from './types';

/** Points while `when` holds, or for each of the latest `at_most` events of a name. */
export interface Rule {
  id: string;
  points: number;
  name?: string;
  when?: Properties | null;
  event?: string | null;
  where?: Properties[] | null;
  at_most?: number;
  /** An event's points are gone after it. */
  lasts?: string | null;
  /** They halve after each, and four end them. */
  halves_every?: string | null;
}
export interface Level {
  name: string;
  at: number;
}
export interface Scoring {
  rules: Rule[];
  levels: Level[];
  highest?: number | null;
  lowest?: number | null;
}
export interface Stage {
  key: string;
  name: string | { ru: string; en: string };
  /** Without one it is everybody's. */
  when?: Properties | null;
}
export interface Stages {
  stages: Stage[];
}
/** Two borders each: more recent, more often, more money is better. */
export interface Rfm {
  recency: string[];
  frequency: number[];
  money: string[];
}

export type ComputedStatus = 'off' | 'preparing' | 'live';
export interface Computed<D> {
  is_on: boolean;
  status: ComputedStatus;
  definition: D;
  /** The ready-made one. */
  suggested: D;
  parts: number;
  /** Null for a suggestion: nothing was ever saved. */
  updated_at: string | null;
}

export interface ScoreGroup {
  from: number;
  to: number;
  people: number;
}
export interface ScoredPerson {
  person: Omit<PersonRow, 'properties'>;
  score: number;
  rules: { id: string; points: number }[];
}
export interface ScoringPreview {
  people_by_score: ScoreGroup[];
  by_level: (Level & { people: number })[];
  sample: ScoredPerson[];
}
export interface StageCounts {
  stages: { key: string; people: number }[];
}
/** `rfm`: recency, frequency and money, each 1 (worst) to 3 (best). */
export interface RfmCell {
  rfm: string;
  group: string;
  people: number;
  revenue?: string | null;
}
export interface RfmGrid {
  cells: RfmCell[];
}
export interface PersonScore {
  score: number | null;
  level: Level | null;
  rules: { id: string; name: string; points: number }[];
  history: { at: string; score: number | null }[];
  stage: string | null;
  stage_since: string | null;
  rfm: string | null;
  rfm_group: string | null;
}

import type { Json } from '@/lib/api/types';
import type { Condition } from '@/lib/conditions/language';
import type * as saved from '../../api/graph';

export type Wait =
  | { for: string }
  | { until: string; days?: number[]; zone?: 'person' | 'workspace'; within?: string }
  | { events: saved.EventPick[]; at_most: string };
export interface Arm {
  arm: string;
  weight?: number;
  next?: string | null;
}
export interface Edit {
  op?: string;
  property: string;
  value?: Json;
}

/** A step as it is saved: one of the keys of KINDS says what it does (docs/reference/scenarios.md). */
export interface Step {
  send?: saved.SendPart;
  wait?: Wait;
  condition?: Condition;
  split?: Arm[];
  property?: Edit[];
  tag?: { add: string } | { remove: string };
  list?: { join: number | null } | { leave: number | null };
  score?: { add: number };
  handover?: { note: string; team?: number; assignee?: number };
  exit?: string;
  title?: string;
  note?: string;
  next?: string | null;
  otherwise?: string | null;
}

export const KINDS = [
  'send',
  'wait',
  'condition',
  'split',
  'property',
  'tag',
  'list',
  'score',
  'handover',
  'exit',
] as const;
export type Kind = (typeof KINDS)[number];

/** A scenario in the editor: what is saved, with the steps' shapes known and no start while there are no steps. */
export interface Graph {
  entry: saved.Entry;
  exit?: saved.Exit;
  start: string | null;
  nodes: Record<string, Step>;
  moved?: Record<string, string>;
  layout?: saved.Layout;
}

export const EMPTY: Graph = { entry: { triggers: [] }, start: null, nodes: {} };

export function readSaved(graph: saved.Graph | null): Graph {
  if (!graph) return EMPTY;
  const { start, nodes } = graph;
  return { ...graph, start: start in nodes ? start : null, nodes: nodes };
}

export function toSaved(graph: Graph): saved.Graph {
  return { ...graph, start: graph.start ?? '', nodes: graph.nodes as Record<string, saved.GraphStep> };
}

/** Where the walk begins, as the name of a place before all steps. */
export const START = '';

/** An end of a line: the way `key` out of the step `from`. */
export interface Place {
  from: string;
  key: string;
}
export interface Way extends Place {
  to: string | null;
}

export function kindOf(step: Step): Kind {
  return KINDS.find((kind) => step[kind] !== undefined) ?? 'exit';
}

export function isEventWait(step: Step): boolean {
  return step.wait !== undefined && 'events' in step.wait;
}

/** The ways out of a step in the order in which they are drawn; the first one is its main way. */
export function waysOf(name: string, step: Step): Way[] {
  const way = (key: 'next' | 'otherwise'): Way => ({ from: name, key, to: step[key] ?? null });
  const kind = kindOf(step);
  if (kind === 'exit') return [];
  if (step.split) return step.split.map((arm, index) => ({ from: name, key: `arm:${index}`, to: arm.next ?? null }));
  if (kind === 'condition' || isEventWait(step)) return [way('next'), way('otherwise')];
  if (kind === 'send' && 'otherwise' in step) return [way('next'), way('otherwise')];
  return [way('next')];
}

export function allWays(graph: Graph): Way[] {
  const begin: Way = { from: START, key: 'next', to: graph.start };
  return [begin, ...Object.entries(graph.nodes).flatMap(([name, step]) => waysOf(name, step))];
}

export function targetOf(graph: Graph, place: Place): string | null {
  if (place.from === START) return graph.start;
  const step = graph.nodes[place.from];
  return (step && waysOf(place.from, step).find(({ key }) => key === place.key)?.to) ?? null;
}

function armIndex(key: string): number {
  return Number(key.slice('arm:'.length));
}

function redirect(step: Step, key: string, to: string | null): Step {
  if (step.split && key.startsWith('arm:'))
    return { ...step, split: step.split.map((arm, index) => (index === armIndex(key) ? { ...arm, next: to } : arm)) };
  return { ...step, [key]: to };
}

/** The graph in which this way leads to another step, or to the end. */
export function lead(graph: Graph, place: Place, to: string | null): Graph {
  if (place.from === START) return { ...graph, start: to };
  const step = graph.nodes[place.from];
  if (!step) return graph;
  return { ...graph, nodes: { ...graph.nodes, [place.from]: redirect(step, place.key, to) } };
}

/** All steps that can be come to from a place; `without`: as if that step were not there. */
export function reached(graph: Graph, from: string | null = graph.start, without?: string): Set<string> {
  const found = new Set<string>();
  const waiting = from === null ? [] : [from];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const step = graph.nodes[name];
    if (!step || found.has(name) || name === without) continue;
    found.add(name);
    for (const { to } of waysOf(name, step)) if (to !== null) waiting.push(to);
  }
  return found;
}

/** A name that no step has: what it does with a number, "wait-3". `taken`: names of steps that are gone, too. */
export function freshName(kind: Kind, taken: Iterable<string>): string {
  const known = new Set(taken);
  let number = 1;
  while (known.has(`${kind}-${number}`)) number += 1;
  return `${kind}-${number}`;
}

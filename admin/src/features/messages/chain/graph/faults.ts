import type { Fault } from '@/lib/api/errors';
import { type Graph, START } from './model';

/** A part of a chain: a step by its name, the beginning, the rules of leaving. */
export const ENTRY = START;
export const EXIT = '/exit';
/** What it is for: no part of the graph, but of the picture. */
export const GOAL = '/goal';

const NODES = 'graph.nodes.';

/** Which part of the chain a fault is about; what concerns the whole graph is said at the beginning. */
export function partOf(graph: Graph, { path }: Fault): string {
  if (path === 'graph.exit' || path.startsWith('graph.exit.')) return EXIT;
  if (!path.startsWith(NODES)) return ENTRY;
  const rest = path.slice(NODES.length);
  // Names may have dots in them: the longest one that fits is meant.
  const fitting = Object.keys(graph.nodes).filter(
    (name) => rest === name || (/^[.[]/.test(rest.slice(name.length)) && rest.startsWith(name)),
  );
  return fitting.sort((one, other) => other.length - one.length)[0] ?? ENTRY;
}

export function faultsByPart(graph: Graph, faults: readonly Fault[]): Map<string, Fault[]> {
  const parts = new Map<string, Fault[]>();
  for (const fault of faults) {
    const part = partOf(graph, fault);
    parts.set(part, [...(parts.get(part) ?? []), fault]);
  }
  return parts;
}

/** The same faults as a smaller editor knows them: what lies under `path`, with `instead` in its place. */
export function faultsUnder(faults: readonly Fault[], path: string, instead: string): Fault[] {
  return faults.flatMap((fault) => {
    if (fault.path !== path && !fault.path.startsWith(`${path}.`) && !fault.path.startsWith(`${path}[`)) return [];
    const rest = fault.path.slice(path.length);
    return [{ ...fault, path: instead ? `${instead}${rest}` : rest.replace(/^\./, '') }];
  });
}

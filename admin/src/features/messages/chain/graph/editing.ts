import { type Graph, reached, waysOf } from './model';

/** What an edit does to the people who are in a running chain. */
export interface Shift {
  name: string;
  people: number;
  /** Where those of a step that is gone go on; null: they leave. */
  to: string | null;
}
export interface Difference {
  changed: Shift[];
  gone: Shift[];
}

/** The nearest step behind a vanished one that is still there: as the server maps people (scenarios.md, Editing). */
export function nearestLeft(name: string, before: Graph, after: Graph): string | null {
  const waiting = [name];
  const seen = new Set(waiting);
  for (let place = waiting.shift(); place !== undefined; place = waiting.shift()) {
    const told = after.moved?.[place];
    if (told !== undefined) return told;
    if (after.nodes[place]) return place;
    const step = before.nodes[place];
    for (const { to } of step ? waysOf(place, step) : []) {
      if (to === null || seen.has(to)) continue;
      seen.add(to);
      waiting.push(to);
    }
  }
  return null;
}

/** Steps that are other than those that rule, or gone, with how many people wait there. */
export function differ(before: Graph, after: Graph, waiting: Readonly<Record<string, number>>): Difference {
  const names = Object.keys(before.nodes);
  const shift = (name: string, to: string | null): Shift => ({ name, people: waiting[name] ?? 0, to });
  const contents = after.layout?.contents ?? {};
  const isSame = (name: string): boolean =>
    JSON.stringify(before.nodes[name]) === JSON.stringify(after.nodes[name]) && !(name in contents);
  return {
    changed: names.filter((name) => after.nodes[name] && !isSame(name)).map((name) => shift(name, name)),
    gone: names.filter((name) => !after.nodes[name]).map((name) => shift(name, nearestLeft(name, before, after))),
  };
}

/** Where people of vanished steps go, as far as it still holds: the step is gone, the other one is there. */
export function stillMoved(graph: Graph, chosen: Readonly<Record<string, string>> = {}): Record<string, string> {
  const kept = reached(graph);
  return Object.fromEntries(
    Object.entries({ ...graph.moved, ...chosen }).filter(([name, to]) => !graph.nodes[name] && kept.has(to)),
  );
}

import { type Graph, type Place, type Way, waysOf } from './model';

/** What becomes of a way in the drawing: an end, a step right below, a meeting of several ways, a line back up. */
export type Fate = 'end' | 'below' | 'meeting' | 'back';

export interface Structure {
  fateOf: (way: Way) => Fate;
  /** Steps that several ways from this one lead to, in the order of the walk: below all of them it goes on here. */
  meetingsOf: (name: string) => string[];
}

/** A way by its place, as a key. */
export const wayId = ({ from, key }: Place): string => `${from}>${key}`;

/** Steps in the order of a first visit, each after all that lead to it. */
interface Visit {
  order: string[];
  /** Ways that lead to a step that is still being walked: back up. */
  backs: Set<string>;
  into: Map<string, string[]>;
}

function visit(graph: Graph): Visit {
  const found: Visit = { order: [], backs: new Set(), into: new Map() };
  const isOpen = new Map<string, boolean>();
  const walk = (name: string): void => {
    isOpen.set(name, true);
    const step = graph.nodes[name];
    // The last way first: written from the end, the order is that of the drawing.
    for (const way of step ? waysOf(name, step).reverse() : []) {
      if (way.to === null || !graph.nodes[way.to]) continue;
      if (isOpen.get(way.to)) found.backs.add(wayId(way));
      else {
        if (isOpen.get(way.to) === undefined) walk(way.to);
        found.into.set(way.to, [...(found.into.get(way.to) ?? []), name]);
      }
    }
    isOpen.set(name, false);
    found.order.unshift(name);
  };
  if (graph.start !== null && graph.nodes[graph.start]) walk(graph.start);
  return found;
}

/**
 * The step above which each step hangs: the last one that every way to it goes through (its dominator), by the
 * algorithm of Cooper, Harvey and Kennedy ("A Simple, Fast Dominance Algorithm", 2001); without lines back one pass does.
 */
function hangers({ order, into }: Visit): Map<string, string> {
  const place = new Map(order.map((name, index) => [name, index]));
  const above = new Map<string, string>();
  const meet = (one: string, other: string): string => {
    let [a, b] = [one, other];
    while (a !== b) {
      if ((place.get(a) ?? 0) > (place.get(b) ?? 0)) a = above.get(a) ?? a;
      else b = above.get(b) ?? b;
    }
    return a;
  };
  for (const name of order) {
    const before = into.get(name);
    if (before) above.set(name, before.reduce(meet));
  }
  return above;
}

/** How the steps hang below each other. */
export function structureOf(graph: Graph): Structure {
  const seen = visit(graph);
  const above = hangers(seen);
  const isMeeting = (name: string): boolean => (seen.into.get(name)?.length ?? 0) > 1;
  return {
    fateOf: (way) => {
      if (way.to === null || !graph.nodes[way.to]) return 'end';
      if (seen.backs.has(wayId(way))) return 'back';
      return isMeeting(way.to) ? 'meeting' : 'below';
    },
    meetingsOf: (name) => seen.order.filter((each) => above.get(each) === name && isMeeting(each)),
  };
}

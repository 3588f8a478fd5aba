import { type Graph, type Place, START, type Way, waysOf } from './model';
import { type Structure, structureOf } from './structure';

/** A line of the list: a step, the heading of one of several ways, an end, a way on to a step below or back above. */
export interface Row extends Place {
  what: 'step' | 'way' | 'end' | 'back' | 'on';
  name: string | null;
  /** How far in it stands, from 0. */
  depth: number;
}

/** The whole chain as a list from top to bottom; what several ways lead to stands once, below them. */
export function outlineOf(graph: Graph): Row[] {
  const rows: Row[] = [];
  listWay({ from: START, key: 'next', to: graph.start }, 0, { graph, structure: structureOf(graph), rows });
  return rows;
}

interface Listing {
  graph: Graph;
  structure: Structure;
  rows: Row[];
}

function listWay(way: Way, depth: number, listing: Listing): void {
  const { from, key, to } = way;
  const fate = listing.structure.fateOf(way);
  if (fate === 'end') listing.rows.push({ what: 'end', from, key, name: null, depth });
  else if (fate === 'meeting') listing.rows.push({ what: 'on', from, key, name: to, depth });
  else if (fate === 'back') listing.rows.push({ what: 'back', from, key, name: to, depth });
  else if (to !== null) listStep(to, way, depth, listing);
}

function listStep(name: string, { from, key }: Place, depth: number, listing: Listing): void {
  const { graph, structure, rows } = listing;
  rows.push({ what: 'step', from, key, name, depth });
  const step = graph.nodes[name];
  const ways = step ? waysOf(name, step) : [];
  for (const way of ways) {
    if (ways.length > 1) rows.push({ what: 'way', from: name, key: way.key, name: way.to, depth: depth + 1 });
    listWay(way, ways.length > 1 ? depth + 1 : depth, listing);
  }
  for (const meeting of structure.meetingsOf(name)) listStep(meeting, { from: name, key: '' }, depth, listing);
}

import type { Content } from '../../api/graph';
import {
  allWays,
  EMPTY,
  freshName,
  type Graph,
  kindOf,
  lead,
  type Place,
  reached,
  START,
  type Step,
  targetOf,
  waysOf,
} from './model';

/** Some steps taken out of a graph: their first one, and what leads out of them is an end. */
export interface Clip {
  head: string;
  nodes: Record<string, Step>;
  /** What is being written for them. */
  contents: Record<string, Content>;
}

interface Made {
  graph: Graph;
  name: string;
}

/** Puts a step on a line: what followed there follows the step's main way. A step that ends the walk cuts it off. */
export function insertStep(graph: Graph, place: Place, step: Step, taken: Iterable<string> = []): Made {
  const name = freshName(kindOf(step), [...Object.keys(graph.nodes), ...taken]);
  const followed = targetOf(graph, place);
  let next: Graph = { ...graph, nodes: { ...graph.nodes, [name]: step } };
  const main = waysOf(name, step)[0];
  if (main) next = lead(next, main, followed);
  return { graph: dropLost(lead(next, place, name)), name };
}

/** Takes a step away: who led to it leads to what its main way leads to; what only its other ways led to goes too. */
export function deleteStep(graph: Graph, name: string): Graph {
  const step = graph.nodes[name];
  if (!step) return graph;
  const main = waysOf(name, step)[0]?.to ?? null;
  return dropLost(withoutStep(graph, name, main === name ? null : main));
}

function withoutStep(graph: Graph, name: string, instead: string | null): Graph {
  let next = graph;
  for (const way of allWays(graph)) if (way.to === name && way.from !== name) next = lead(next, way, instead);
  const { [name]: _gone, ...nodes } = next.nodes;
  return { ...next, nodes };
}

/** Takes a step away with all that only it leads to. */
export function deleteBranch(graph: Graph, name: string): Graph {
  return graph.nodes[name] ? dropLost(withoutStep(graph, name, null)) : graph;
}

/** The steps that nobody would come to without this one, itself included. */
export function branchOf(graph: Graph, name: string): Set<string> {
  const left = reached(graph, graph.start, name);
  return new Set([...reached(graph, name)].filter((each) => !left.has(each)));
}

/** Steps that nobody comes to any more are no steps; what is being written for them goes too. */
function dropLost(graph: Graph): Graph {
  const kept = reached(graph);
  const within = <T>(all: Record<string, T>): Record<string, T> =>
    Object.fromEntries(Object.entries(all).filter(([name]) => kept.has(name)));
  const contents = graph.layout?.contents;
  return {
    ...graph,
    nodes: within(graph.nodes),
    ...(contents && { layout: { ...graph.layout, contents: within(contents) } }),
  };
}

export function copySteps(graph: Graph, name: string, withBranch: boolean): Clip {
  const names = withBranch ? branchOf(graph, name) : new Set([name]);
  const clip: Graph = {
    ...EMPTY,
    start: name,
    nodes: Object.fromEntries([...names].map((each) => [each, graph.nodes[each] ?? {}])),
  };
  let cut = clip;
  for (const way of allWays(clip)) if (way.to !== null && !names.has(way.to)) cut = lead(cut, way, null);
  const contents = Object.entries(graph.layout?.contents ?? {}).filter(([each]) => names.has(each));
  return { head: name, nodes: cut.nodes, contents: Object.fromEntries(contents) };
}

/** Puts copied steps on a line under new names; what followed there follows the end of their main way. */
export function pasteSteps(graph: Graph, place: Place, clip: Clip, known: Iterable<string> = []): Made {
  const names = new Map<string, string>();
  const taken = [...Object.keys(graph.nodes), ...known];
  for (const [name, step] of Object.entries(clip.nodes)) {
    const fresh = freshName(kindOf(step), taken);
    names.set(name, fresh);
    taken.push(fresh);
  }
  const head = names.get(clip.head) ?? clip.head;
  let copied: Graph = { ...EMPTY, start: head, nodes: {} };
  for (const [name, step] of Object.entries(clip.nodes)) copied.nodes[names.get(name) ?? name] = step;
  for (const way of allWays(copied))
    if (way.from !== START && way.to !== null) copied = lead(copied, way, names.get(way.to) ?? null);
  const followed = targetOf(graph, place);
  const contents = Object.entries(clip.contents).map(([name, content]) => [names.get(name) ?? name, content] as const);
  const layout = { ...graph.layout, contents: { ...graph.layout?.contents, ...Object.fromEntries(contents) } };
  const nodes = { ...graph.nodes, ...copied.nodes };
  const whole = lead({ ...graph, nodes, ...(contents.length > 0 && { layout }) }, place, head);
  return { graph: dropLost(append(whole, head, followed)), name: head };
}

/** Leads the end of the main way from `head` to `to`; a way that never ends stays as it is. */
function append(graph: Graph, head: string, to: string | null): Graph {
  const seen = new Set<string>();
  let name = head;
  while (!seen.has(name)) {
    seen.add(name);
    const step = graph.nodes[name];
    const main = step && waysOf(name, step)[0];
    if (!main) return graph;
    if (main.to === null) return lead(graph, main, to);
    name = main.to;
  }
  return graph;
}

/** Whether a step, or all that only it leads to, can be put on this line: not on a line within itself. */
export function canMove(graph: Graph, name: string, place: Place, withBranch: boolean): boolean {
  const own = withBranch ? branchOf(graph, name) : new Set([name]);
  return !own.has(place.from) && (withBranch || targetOf(graph, place) !== name);
}

/** Puts a step elsewhere, alone or with all that only it leads to; names stay, so people in it stay in it. */
export function moveStep(graph: Graph, name: string, place: Place, withBranch: boolean): Graph {
  const step = graph.nodes[name];
  if (!step || !canMove(graph, name, place, withBranch)) return graph;
  return withBranch ? moveBranch(graph, name, place) : moveOne(graph, name, step, place);
}

function moveOne(graph: Graph, name: string, step: Step, place: Place): Graph {
  const ways = waysOf(name, step);
  const main = ways[0]?.to ?? null;
  let next = withoutStep(graph, name, main);
  const followed = targetOf(next, place);
  next = { ...next, nodes: { ...next.nodes, [name]: step } };
  if (ways[0]) next = lead(next, ways[0], followed === name ? null : followed);
  return dropLost(lead(next, place, name));
}

function moveBranch(graph: Graph, name: string, place: Place): Graph {
  const own = branchOf(graph, name);
  const followed = targetOf(graph, place);
  if (followed === name) return graph;
  let next = graph;
  for (const way of allWays(graph)) if (way.to === name && !own.has(way.from)) next = lead(next, way, null);
  next = lead(next, place, name);
  return dropLost(followed === null ? next : append(cutOut(next, own), name, followed));
}

/** Ways that lead out of the steps are ends: behind them comes what followed at the new place. */
function cutOut(graph: Graph, own: ReadonlySet<string>): Graph {
  let next = graph;
  for (const way of allWays(graph))
    if (own.has(way.from) && way.to !== null && !own.has(way.to)) next = lead(next, way, null);
  return next;
}

/** Lets a line go on at a step that is there already (“go to”), or end. */
export function goTo(graph: Graph, place: Place, to: string | null): Graph {
  return dropLost(lead(graph, place, to));
}

/** Another content of a step. What its changed ways no longer lead to goes. */
export function changeStep(graph: Graph, name: string, step: Step): Graph {
  return graph.nodes[name] === step ? graph : dropLost({ ...graph, nodes: { ...graph.nodes, [name]: step } });
}

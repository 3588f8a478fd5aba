import { describe, expect, it } from 'vitest';
import {
  branchOf,
  canMove,
  copySteps,
  deleteBranch,
  deleteStep,
  goTo,
  insertStep,
  moveStep,
  pasteSteps,
} from './edits';
import { type Box, HEIGHT, layOut, WIDTH } from './layout';
import { allWays, EMPTY, type Graph, type Place, reached, START, type Step, targetOf } from './model';
import { outlineOf } from './outline';

const wait: Step = { wait: { for: 'P1D' } };
const mail: Step = { send: { channel: 'email', content_id: 1 } };
const ask: Step = { condition: { tag: 'vip' } };
const split: Step = { split: [{ arm: 'a' }, { arm: 'b' }, { arm: 'c' }] };
const leave: Step = { exit: '' };
const FIRST: Place = { from: START, key: 'next' };

/** mail → day → dear? → (rich | poor) → last */
const series: Graph = {
  entry: { triggers: [] },
  start: 'mail',
  nodes: {
    mail: { ...mail, next: 'day' },
    day: { ...wait, next: 'dear' },
    dear: { ...ask, next: 'rich', otherwise: 'poor' },
    rich: { ...mail, next: 'last' },
    poor: { ...mail, next: 'last' },
    last: { ...mail, next: null },
  },
};
const ways = (graph: Graph): string[] => allWays(graph).map(({ from, key, to }) => `${from}.${key}=${to ?? ''}`);

describe('a step that is put in', () => {
  it('is followed by what followed there', () => {
    const { graph, name } = insertStep(series, { from: 'day', key: 'next' }, wait);
    expect([name, targetOf(graph, { from: 'day', key: 'next' }), graph.nodes[name]?.next]).toEqual([
      'wait-1',
      name,
      'dear',
    ]);
    expect(insertStep(EMPTY, FIRST, mail).graph).toEqual({
      entry: { triggers: [] },
      start: 'send-1',
      nodes: { 'send-1': { ...mail, next: null } },
    });
  });

  it('leads on by its main way when it has several', () => {
    const { graph, name } = insertStep(series, FIRST, split);
    expect(graph.nodes[name]?.split?.map((arm) => arm.next ?? null)).toEqual(['mail', null, null]);
  });

  it('cuts off what follows when it ends the walk', () => {
    const { graph } = insertStep(series, { from: 'mail', key: 'next' }, leave);
    expect(Object.keys(graph.nodes)).toEqual(['mail', 'exit-1']);
  });

  it('never takes a name that stands in the version that runs', () => {
    expect(insertStep(EMPTY, FIRST, wait, ['wait-1', 'wait-2']).name).toBe('wait-3');
  });
});

describe('a step that is taken away', () => {
  it('joins what led to it with what followed', () => {
    expect(deleteStep(series, 'day').nodes.mail?.next).toBe('dear');
    expect(deleteStep(series, 'mail').start).toBe('day');
    expect(deleteStep(series, 'last').nodes.poor?.next).toBeNull();
  });

  it('takes along what only its other ways led to', () => {
    const graph = deleteStep(series, 'dear');
    expect(Object.keys(graph.nodes)).toEqual(['mail', 'day', 'rich', 'last']);
    expect(graph.nodes.day?.next).toBe('rich');
  });

  it('may take its whole branch along', () => {
    expect([...branchOf(series, 'dear')].sort()).toEqual(['dear', 'last', 'poor', 'rich']);
    expect([...branchOf(series, 'rich')]).toEqual(['rich']);
    expect(Object.keys(deleteBranch(series, 'dear').nodes)).toEqual(['mail', 'day']);
  });

  it('is no trouble when it leads to itself', () => {
    const circle = goTo(series, { from: 'poor', key: 'next' }, 'day');
    const alone: Graph = { entry: { triggers: [] }, start: 'day', nodes: { day: { ...wait, next: 'day' } } };
    expect(deleteStep(alone, 'day')).toEqual({ entry: { triggers: [] }, start: null, nodes: {} });
    expect(deleteStep(circle, 'dear').nodes.day?.next).toBe('rich');
  });
});

describe('steps that are moved', () => {
  it('keep their names', () => {
    const graph = moveStep(series, 'day', { from: 'rich', key: 'next' }, false);
    expect([graph.nodes.mail?.next, graph.nodes.rich?.next, graph.nodes.day?.next]).toEqual(['dear', 'day', 'last']);
  });

  it('go with their branch, and what followed at the new place follows them', () => {
    const graph = moveStep(series, 'dear', FIRST, true);
    expect(graph.start).toBe('dear');
    expect([graph.nodes.last?.next, graph.nodes.day?.next]).toEqual(['mail', null]);
  });

  it('never into themselves', () => {
    const inside = { from: 'rich', key: 'next' };
    expect(canMove(series, 'dear', inside, true)).toBe(false);
    expect(moveStep(series, 'dear', inside, true)).toBe(series);
    expect(canMove(series, 'day', { from: 'mail', key: 'next' }, false)).toBe(false);
  });
});

describe('steps that are copied', () => {
  it('come under new names with their ways among themselves', () => {
    const { graph, name } = pasteSteps(series, { from: 'last', key: 'next' }, copySteps(series, 'dear', true));
    expect(Object.keys(graph.nodes)).toHaveLength(10);
    expect(graph.nodes.last?.next).toBe(name);
    expect(reached(graph, name).has('dear')).toBe(false);
  });

  it('alone lead to what followed at the place', () => {
    const { graph, name } = pasteSteps(series, { from: 'mail', key: 'next' }, copySteps(series, 'dear', false));
    expect([graph.nodes[name]?.next, graph.nodes[name]?.otherwise]).toEqual(['day', null]);
  });
});

/** Numbers that look like chance and are the same each time (mulberry32). */
function chance(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

function editedByChance(graph: Graph, draw: (below: number) => number): Graph {
  const places = allWays(graph);
  const place = places[draw(places.length)] ?? FIRST;
  const names = Object.keys(graph.nodes);
  const name = names[draw(names.length)];
  const made = [wait, mail, ask, split, leave][draw(5)] ?? wait;
  if (name === undefined || draw(3) === 0) return insertStep(graph, place, made).graph;
  switch (draw(6)) {
    case 0:
      return deleteStep(graph, name);
    case 1:
      return draw(4) === 0 ? deleteBranch(graph, name) : graph;
    case 2:
      return moveStep(graph, name, place, draw(2) === 0);
    case 3:
      return names.length < 60 ? pasteSteps(graph, place, copySteps(graph, name, draw(2) === 0)).graph : graph;
    case 4:
      return goTo(graph, place, name);
    default:
      return insertStep(graph, place, made).graph;
  }
}

const overlap = (one: Box, other: Box): boolean =>
  Math.abs(one.x - other.x) < WIDTH - 100 && Math.abs(one.y - other.y) < HEIGHT;

describe('any chain, however it was edited', () => {
  it.each(Array.from({ length: 20 }, (_, seed) => seed))('stays whole and is drawn whole (%i)', (seed) => {
    const draw = chance(seed);
    let graph = EMPTY;
    for (let edit = 0; edit < 40; edit += 1) {
      graph = editedByChance(graph, draw);
      const names = Object.keys(graph.nodes).sort();
      expect([...reached(graph)].sort()).toEqual(names);
      for (const { to } of allWays(graph)) expect(to === null || to in graph.nodes).toBe(true);
      const { boxes, lines } = layOut(graph);
      const steps = boxes.filter(({ what }) => what === 'step');
      expect(steps.map((box) => box.name).sort()).toEqual(names);
      const ids = new Set(boxes.map(({ id }) => id));
      expect(ids.size).toBe(boxes.length);
      expect(lines).toHaveLength(allWays(graph).length);
      expect(lines.filter(({ target }) => !ids.has(target))).toEqual([]);
      for (const [index, one] of boxes.entries())
        for (const other of boxes.slice(index + 1)) expect(overlap(one, other) && [one, other]).toBe(false);
      const rows = outlineOf(graph);
      expect(rows.flatMap(({ what, name }) => (what === 'step' ? [name] : [])).sort()).toEqual(names);
    }
  });

  it('is drawn the same each time, and an edit moves nothing above it', () => {
    const edited = insertStep(series, { from: 'poor', key: 'next' }, wait).graph;
    const rowOf = (graph: Graph, name: string): number | undefined =>
      layOut(graph).boxes.find((box) => box.name === name)?.y;
    expect(layOut(series)).toEqual(layOut(structuredClone(series)));
    for (const name of ['mail', 'day', 'dear', 'rich', 'poor']) expect(rowOf(edited, name)).toBe(rowOf(series, name));
    expect(ways(series)).toHaveLength(8);
  });
});

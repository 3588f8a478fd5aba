import { type Graph, type Place, START, type Way, waysOf } from './model';
import { type Structure, structureOf, wayId } from './structure';

export const WIDTH = 248;
export const HEIGHT = 84;
export const END_WIDTH = 150;
const GAP_X = 36;
const GAP_Y = 64;
export const ROW = HEIGHT + GAP_Y;

/** A step on the canvas; an end of a line is a box of its own, and so is a line that leads back up. */
export interface Box extends Place {
  id: string;
  what: 'step' | 'end' | 'back';
  /** Of a step: its name; of a line back: the step it leads to. */
  name: string | null;
  /** The middle of its upper edge. */
  x: number;
  y: number;
}
export interface Line extends Place {
  id: string;
  source: string;
  target: string;
}
export interface Layout {
  boxes: Box[];
  lines: Line[];
}

interface Block {
  width: number;
  /** From the block's left edge to the middle of its first box. */
  middle: number;
  height: number;
  boxes: Box[];
}

/**
 * Boxes from the top down: ways out of a step side by side in their order, and below all of them in the middle the
 * step in which they meet again. A block never covers another, and an edit moves only what is beside and below it.
 */
export function layOut(graph: Graph): Layout {
  const structure = structureOf(graph);
  const lines = linesOf(graph, structure);
  const first: Way = { from: START, key: 'next', to: graph.start };
  if (graph.start === null || structure.fateOf(first) === 'end') return { boxes: stub(first, 'end').boxes, lines };
  return { boxes: blockOf(graph, structure, graph.start).boxes, lines };
}

function linesOf(graph: Graph, { fateOf }: Structure): Line[] {
  const begin: Way = { from: START, key: 'next', to: graph.start };
  const ways = [begin, ...Object.entries(graph.nodes).flatMap(([name, step]) => waysOf(name, step))];
  return ways.map((way) => {
    const { from, key, to } = way;
    const fate = fateOf(way);
    const target = to === null || fate === 'end' || fate === 'back' ? stubId(way, fate) : to;
    return { from, key, id: wayId(way), source: from, target };
  });
}

const stubId = (place: Place, what: string): string => `${what}:${wayId(place)}`;

function stub(way: Way, what: 'end' | 'back'): Block {
  const { from, key, to } = way;
  const middle = END_WIDTH / 2;
  const name = what === 'back' ? to : null;
  return {
    width: END_WIDTH,
    middle,
    height: ROW,
    boxes: [{ from, key, id: stubId(way, what), what, name, x: middle, y: 0 }],
  };
}

function blockOf(graph: Graph, structure: Structure, name: string): Block {
  const step = graph.nodes[name];
  const columns = (step ? waysOf(name, step) : []).flatMap((way) => {
    const fate = structure.fateOf(way);
    if (fate === 'meeting') return [];
    return [
      fate === 'below' && way.to !== null
        ? blockOf(graph, structure, way.to)
        : stub(way, fate === 'back' ? 'back' : 'end'),
    ];
  });
  const meetings = structure.meetingsOf(name).map((each) => blockOf(graph, structure, each));
  return stack(name, columns, meetings);
}

const shifted = (boxes: Box[], x: number, y: number): Box[] =>
  boxes.map((box) => ({ ...box, x: box.x + x, y: box.y + y }));

/** A step over its columns, over the steps in which they meet. */
function stack(name: string, columns: Block[], meetings: Block[]): Block {
  const across = columns.reduce((sum, each) => sum + each.width, 0) + GAP_X * Math.max(columns.length - 1, 0);
  const last = columns.at(-1);
  // Over the middle between its outer ways.
  const own = last ? ((columns[0]?.middle ?? 0) + across - last.width + last.middle) / 2 : 0;
  const left = Math.max(WIDTH / 2, own, ...meetings.map((each) => each.middle));
  const right = Math.max(WIDTH / 2, across - own, ...meetings.map((each) => each.width - each.middle));
  const boxes: Box[] = [{ id: name, from: name, key: '', what: 'step', name, x: left, y: 0 }];
  let x = left - own;
  for (const column of columns) {
    boxes.push(...shifted(column.boxes, x, ROW));
    x += column.width + GAP_X;
  }
  let y = ROW + Math.max(0, ...columns.map((each) => each.height));
  for (const meeting of meetings) {
    boxes.push(...shifted(meeting.boxes, left - meeting.middle, y));
    y += meeting.height;
  }
  return { width: left + right, middle: left, height: y, boxes };
}

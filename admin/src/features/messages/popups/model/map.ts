import { leadsTo } from './checks';
import type { Popup } from './popup';

export interface MapNode {
  page: number;
  column: number;
  row: number;
  isReached: boolean;
}
export interface MapEdge {
  from: number;
  to: number;
  /** The answers that lead there; none: everybody else goes there. */
  answers: string[];
}

/** Pages as a small map: those further from the first stand further right, those nobody comes to stand last. */
export function drawMap(popup: Popup): { nodes: MapNode[]; edges: MapEdge[] } {
  const columns = distances(popup);
  const end = Math.max(-1, ...columns.values()) + 1;
  const taken = new Map<number, number>();
  const nodes = popup.pages.map(({ id }, page): MapNode => {
    const column = columns.get(id) ?? end;
    const row = taken.get(column) ?? 0;
    taken.set(column, row + 1);
    return { page, column, row, isReached: columns.has(id) };
  });
  return { nodes, edges: popup.pages.flatMap((_, from) => edgesFrom(popup, from)) };
}

/** How many pages lie before each, by the shortest way. */
function distances(popup: Popup): Map<string, number> {
  const found = new Map<string, number>();
  let front = popup.pages.slice(0, 1).map(({ id }) => id);
  for (let distance = 0; front.length > 0; distance += 1) {
    for (const id of front) found.set(id, distance);
    const next = popup.pages.filter(({ id }) => front.includes(id)).flatMap(leadsTo);
    front = [...new Set(next)].filter((id) => !found.has(id) && popup.pages.some((page) => page.id === id));
  }
  return found;
}

function edgesFrom(popup: Popup, from: number): MapEdge[] {
  const page = popup.pages[from];
  const indexOf = (id: string): number => popup.pages.findIndex((each) => each.id === id);
  const fields = popup.pages.flatMap(({ blocks }) => blocks.filter((block) => block.kind === 'field'));
  const ways = (page?.ways ?? []).map(({ field, is, to }): MapEdge => {
    const options = fields.find(({ name }) => name === field)?.options ?? [];
    const labelOf = (value: string): string => options.find((option) => option.value === value)?.label || value;
    return { from, to: indexOf(to), answers: is.map(labelOf) };
  });
  const next = page?.next ? [{ from, to: indexOf(page.next), answers: [] }] : [];
  return [...ways, ...next].filter(({ to }) => to >= 0);
}

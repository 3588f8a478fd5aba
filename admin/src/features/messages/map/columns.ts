import type { ListedScenario } from '../api/listed';

export interface MapColumn {
  /** A segment's id; '' for what is said to everybody, MORE for all the rarer segments together. */
  key: string;
  segments: readonly string[];
}

export const MORE = 'more';

/** Columns of the map: everybody first, then segments by how much is said to them; the rarest share one. */
export function columnsOf(scenarios: readonly ListedScenario[], most: number): MapColumn[] {
  const counts = new Map<string, number>();
  for (const id of scenarios.flatMap(({ segments }) => [...new Set(segments)]))
    counts.set(id, (counts.get(id) ?? 0) + 1);
  const ranked = [...counts].sort(([, one], [, other]) => other - one).map(([id]) => id);
  const own = ranked.length > most ? ranked.slice(0, most - 1) : ranked;
  const rest = ranked.slice(own.length);
  return [
    ...(scenarios.some(({ segments }) => segments.length === 0) ? [{ key: '', segments: [] }] : []),
    ...own.map((id) => ({ key: id, segments: [id] })),
    ...(rest.length > 0 ? [{ key: MORE, segments: rest }] : []),
  ];
}

/** Whether something is said to a column: to one of its segments; to everybody, where it has none. */
export const isIn = ({ key, segments }: MapColumn, scenario: Pick<ListedScenario, 'segments'>): boolean =>
  key === '' ? scenario.segments.length === 0 : segments.some((id) => scenario.segments.includes(id));

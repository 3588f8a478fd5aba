import type { Part } from '../api/types';

/** So many parts stand in a block: few enough to be drawn between two frames. */
export const BLOCK = 25;

/**
 * Where the blocks of `parts` begin, by the id of their first part. What is `known` stays: older parts make blocks above,
 * newer ones below, and no part changes its block.
 */
export function beginningsOf(known: readonly number[], parts: readonly Part[]): number[] {
  const oldest = parts[0]?.id ?? Infinity;
  const begins = known.filter((id) => id >= oldest);
  const top = parts.findIndex(({ id }) => id >= (begins[0] ?? Infinity));
  for (let at = top < 0 ? parts.length : top; at > 0; at -= BLOCK)
    begins.unshift(parts[Math.max(0, at - BLOCK)]?.id ?? 0);
  const last = parts.findIndex(({ id }) => id >= (begins.at(-1) ?? Infinity));
  if (last >= 0) begins.push(...parts.filter((_, at) => at > last && (at - last) % BLOCK === 0).map(({ id }) => id));
  return begins;
}

export interface Block {
  from: number;
  parts: Part[];
  /** What stands before its first part and after its last one. */
  before: Part | undefined;
  after: Part | undefined;
}

/** The parts in blocks that begin at these ids; one where nothing is left is not told. */
export function blocksOf(parts: readonly Part[], begins: readonly number[]): Block[] {
  const places = begins.map((from) => parts.findIndex(({ id }) => id >= from));
  return begins.flatMap((from, index) => {
    const [start = -1, end = parts.length] = [places[index], places.slice(index + 1).find((place) => place >= 0)];
    if (start < 0 || start === end) return [];
    return [{ from, parts: parts.slice(start, end), before: parts[start - 1], after: parts[end] }];
  });
}

import type { Change } from './api';

const DAY_MS = 86_400_000;

/** The days of a stretch, the last one included. */
export function daysOf(from: string, to: string): string[] {
  const days: string[] = [];
  for (let at = Date.parse(from); at <= Date.parse(to); at += DAY_MS)
    days.push(new Date(at).toISOString().slice(0, 10));
  return days;
}

/** How many there were at the end of each day; `days` tells of those on which something changed. */
export function totalsOf(before: number, changes: readonly Change[], days: readonly string[]): number[] {
  const known = new Map(changes.map(({ day, total }) => [day, total]));
  let total = before;
  return days.map((day) => {
    total = known.get(day) ?? total;
    return total;
  });
}

import type { Result } from './api';

export interface DayCount {
  day: string;
  sends: number;
}

const DAY_MS = 86_400_000;
const iso = (moment: number): string => new Date(moment).toISOString().slice(0, 10);

/** Every day from the first told to the last, those without a message too. Days are calendar days: no zone moves them. */
export function daysOf({ days }: Pick<Result, 'days'>, lasting: number): DayCount[] {
  const told = Object.keys(days).sort();
  const last = told.at(-1);
  if (last === undefined) return [];
  const from = Math.max(Date.parse(told[0] ?? last), Date.parse(last) - lasting * DAY_MS);
  const count = Math.round((Date.parse(last) - from) / DAY_MS) + 1;
  return Array.from({ length: count }, (_, index) => {
    const day = iso(from + index * DAY_MS);
    return { day, sends: days[day] ?? 0 };
  });
}

/** Reasons by how many they kept, the most first. */
export const ranked = (counts: Record<string, number>): [string, number][] =>
  Object.entries(counts).sort(([, one], [, other]) => other - one);

/** Periods are whole days of the workspace's zone, written as the API takes them: `2026-11-22`. */

export const PERIODS = ['1', '7', '28', '90', '365'] as const;
export type PeriodName = (typeof PERIODS)[number] | 'own';
export const USUAL: PeriodName = '28';
const DAY_MS = 86_400_000;

/** What day it is in a zone. */
export function todayIn(zone: string, now: number): string {
  // The only common locale whose dates are written as ISO 8601 wants them.
  return new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' }).format(now);
}

/** A day some days later, or earlier. */
export function shiftDay(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** How many days later one day is than another. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
}

/** The last so many days, today with them. */
export function lastDays(count: number, zone: string, now: number): { from: string; to: string } {
  const to = todayIn(zone, now);
  return { from: shiftDay(to, 1 - count), to };
}

/** "3 Nov – 30 Nov", of days that no zone may move. */
export function rangeText(locale: string, from: string, to: string): string {
  const format = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' });
  return from === to ? format.format(Date.parse(from)) : format.formatRange(Date.parse(from), Date.parse(to));
}

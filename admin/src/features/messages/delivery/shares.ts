import type { Health, HealthHour } from './api';

/** A part as per cent, small ones with two digits: complaints are told apart by hundredths. */
export function share(locale: string, part: number, whole: number): string {
  if (whole === 0) return '—';
  const value = part / whole;
  const digits = value !== 0 && value < 0.1 ? 2 : 1;
  return new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: digits }).format(value);
}

export interface Point {
  at: string;
  delivered: number;
  deferred: number;
  bad: number;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The hours or days of a period in order, those without letters too. */
export function pointsOf(health: Pick<Health, 'hours' | 'step' | 'days'>, now: number): Point[] {
  const size = health.step === 'hour' ? HOUR_MS : DAY_MS;
  const count = health.step === 'hour' ? health.days * 24 : health.days;
  const known = health.hours.map((hour) => ({ hour, ms: Date.parse(hour.at) }));
  // Days begin at the workspace's midnight: any known one tells when.
  const beginning = (known[0]?.ms ?? 0) % size;
  const last = Math.max(...known.map(({ ms }) => ms), Math.floor((now - beginning) / size) * size + beginning);
  return Array.from({ length: count + 1 }, (_, index) => {
    const at = last - (count - index) * size;
    // A change of the clocks moves midnights by an hour.
    const found = known.find(({ ms }) => Math.abs(ms - at) < size / 2)?.hour;
    return { at: new Date(at).toISOString(), ...numbersOf(found) };
  });
}

function numbersOf(hour: HealthHour | undefined): Omit<Point, 'at'> {
  if (!hour) return { delivered: 0, deferred: 0, bad: 0 };
  const { sent, bounced, deferred, refused } = hour;
  return { delivered: Math.max(0, sent - bounced), deferred, bad: refused + bounced };
}

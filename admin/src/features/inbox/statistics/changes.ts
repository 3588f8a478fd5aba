import type { Format } from '@/lib/format';

/** By how many per cent a number changed; null when there is nothing to compare it with. */
export function changeOf(now: number | null, before: number | null): number | null {
  if (now === null || before === null || before === 0) return null;
  return Math.round(((now - before) / before) * 100);
}

/** "85%", "85 %" in Russian; signed, "+8%". */
export function percentText(locale: string, percent: number, isSigned = false): string {
  return new Intl.NumberFormat(locale, {
    style: 'percent',
    maximumFractionDigits: 0,
    signDisplay: isSigned ? 'exceptZero' : 'auto',
  }).format(percent / 100);
}

/** Seconds in words, a dash where there are none. */
export function durationText(format: Format, seconds: number | null | undefined): string {
  return seconds === null || seconds === undefined ? '—' : format.duration(seconds);
}

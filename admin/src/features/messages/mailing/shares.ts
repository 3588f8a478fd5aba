import type { Progress } from './api';

export type Part = 'sent' | 'skipped' | 'failed' | 'unknown' | 'remaining';

/** What came of the people so far, and their share of all. */
export interface Share {
  part: Part;
  count: number;
  /** 0 to 1. */
  share: number;
}

export const countSkipped = ({ skipped }: Pick<Progress, 'skipped'>): number =>
  skipped.reduce((sum, { count }) => sum + count, 0);

/** Parts of the bar, in the order in which it fills; those of nobody are left out, but for what was sent. */
export function sharesOf(progress: Progress): Share[] {
  const { sent, failed, unknown, remaining } = progress;
  const counts: [Part, number][] = [
    ['sent', sent],
    ['skipped', countSkipped(progress)],
    ['failed', failed],
    ['unknown', unknown],
    ['remaining', remaining],
  ];
  const whole = counts.reduce((sum, [, count]) => sum + count, 0);
  return counts
    .filter(([part, count]) => count > 0 || part === 'sent')
    .map(([part, count]) => ({ part, count, share: whole > 0 ? count / whole : 0 }));
}

/** How much of the work is done: 0 to 1, null before it is known how much there is. */
export function doneOf(progress: Progress): number | null {
  const shares = sharesOf(progress);
  const whole = shares.reduce((sum, { count }) => sum + count, 0);
  if (whole === 0) return null;
  const left = shares.find(({ part }) => part === 'remaining')?.count ?? 0;
  return (whole - left) / whole;
}

/** Who does not want it, or is kept out on purpose, is not written to again. */
const FINAL: ReadonlySet<string> = new Set([
  ...['unsubscribed', 'no_consent', 'unconfirmed', 'suppressed', 'erased', 'duplicate_address'],
  ...['control', 'global_control', 'filter'],
]);
/** May have come after all: only when somebody says so. */
const DOUBTFUL = 'unknown';

export interface Missed {
  reason: string;
  count: number;
  /** Chosen before anybody says anything. */
  isUsual: boolean;
}

/** Why people got nothing, as far as one may try again. */
export function missedOf(progress: Progress): Missed[] {
  const reasons = [
    { reason: 'failed', count: progress.failed },
    ...progress.skipped.filter(({ reason }) => !FINAL.has(reason)),
    { reason: DOUBTFUL, count: progress.unknown },
  ];
  return reasons.filter(({ count }) => count > 0).map((each) => ({ ...each, isUsual: each.reason !== DOUBTFUL }));
}

import { describe, expect, it } from 'vitest';
import type { Progress } from './api';
import { doneOf, missedOf, sharesOf } from './shares';

const PROGRESS: Progress = {
  state: 'sending',
  rounds: [],
  total: 100,
  remaining: 40,
  planned: 40,
  sent: 50,
  failed: 1,
  unknown: 2,
  skipped: [
    { reason: 'cap', count: 4 },
    { reason: 'unsubscribed', count: 3 },
  ],
  per_minute: 10,
  ends_at: null,
};

describe('progress of a mailing', () => {
  it('shares one bar among all that came of its people', () => {
    const shares = sharesOf(PROGRESS);
    expect(shares.map(({ part, count }) => [part, count])).toEqual([
      ['sent', 50],
      ['skipped', 7],
      ['failed', 1],
      ['unknown', 2],
      ['remaining', 40],
    ]);
    expect(shares.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
    expect(doneOf(PROGRESS)).toBeCloseTo(0.6);
  });

  it('knows nothing before its people are counted', () => {
    const empty = { ...PROGRESS, remaining: 0, sent: 0, failed: 0, unknown: 0, skipped: [] };
    expect(sharesOf(empty)).toEqual([{ part: 'sent', count: 0, share: 0 }]);
    expect(doneOf(empty)).toBeNull();
  });

  it('offers again to whom it may, and never to those who left', () => {
    expect(missedOf(PROGRESS)).toEqual([
      { reason: 'failed', count: 1, isUsual: true },
      { reason: 'cap', count: 4, isUsual: true },
      { reason: 'unknown', count: 2, isUsual: false },
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import { daysOf, ranked } from './days';

describe('days of a rehearsal', () => {
  it('fills the days between on which nothing left', () => {
    expect(daysOf({ days: { '2026-02-27': 3, '2026-03-01': 1 } }, 30)).toEqual([
      { day: '2026-02-27', sends: 3 },
      { day: '2026-02-28', sends: 0 },
      { day: '2026-03-01', sends: 1 },
    ]);
    expect(daysOf({ days: {} }, 30)).toEqual([]);
  });

  it('ranks reasons by their number', () => {
    expect(ranked({ cap: 1, quiet: 3 })).toEqual([
      ['quiet', 3],
      ['cap', 1],
    ]);
  });
});

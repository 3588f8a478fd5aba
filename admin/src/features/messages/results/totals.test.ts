import { describe, expect, it } from 'vitest';
import { daysOf, totalsOf } from './totals';

describe('subscribers day by day', () => {
  it('knows the days of a stretch over the end of a month', () => {
    expect(daysOf('2026-02-27', '2026-03-02')).toEqual(['2026-02-27', '2026-02-28', '2026-03-01', '2026-03-02']);
  });

  it('carries the last total over days on which nothing changed', () => {
    const changes = [{ day: '2026-02-28', came: 3, left: 1, total: 12 }];
    expect(totalsOf(10, changes, daysOf('2026-02-27', '2026-03-01'))).toEqual([10, 12, 12]);
  });
});

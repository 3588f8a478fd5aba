import { describe, expect, it } from 'vitest';
import { monthFrom, todayIn, weeksOf } from './days';

describe('the days of a month', () => {
  it('are whole weeks from Monday', () => {
    const weeks = weeksOf('2026-11');
    expect([weeks.length, weeks[0]?.[0], weeks.at(-1)?.[6]]).toEqual([6, '2026-10-26', '2026-12-06']);
    expect(weeksOf('2027-02').flat()).toEqual(
      Array.from({ length: 28 }, (_, day) => `2027-02-${String(day + 1).padStart(2, '0')}`),
    );
  });

  it('go over the years', () => {
    expect([monthFrom('2026-11', 2), monthFrom('2026-01', -1)]).toEqual(['2027-01', '2025-12']);
  });

  it('begin when the zone says so', () => {
    const noon = Date.UTC(2026, 10, 22, 22, 30);
    expect([todayIn('Europe/Moscow', noon), todayIn('America/New_York', noon)]).toEqual(['2026-11-23', '2026-11-22']);
  });
});

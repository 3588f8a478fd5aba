import { expect, it } from 'vitest';
import { lastDays } from './lastDays';

it('tells every day up to today, those without anything too', () => {
  const now = Date.parse('2026-03-01T23:59:00Z');
  expect(lastDays([{ day: '2026-02-28', fired: 4 }], now, 3)).toEqual([
    { day: '2026-02-27', fired: 0 },
    { day: '2026-02-28', fired: 4 },
    { day: '2026-03-01', fired: 0 },
  ]);
});

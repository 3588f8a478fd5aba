import { expect, test } from 'vitest';
import { daysBetween, lastDays, rangeText, shiftDay, todayIn } from './periods';

const LATE = Date.parse('2026-11-22T22:30:00Z');

test('a day is the day of the zone', () => {
  expect(todayIn('UTC', LATE)).toBe('2026-11-22');
  expect(todayIn('Europe/Moscow', LATE)).toBe('2026-11-23');
  expect(todayIn('America/New_York', LATE)).toBe('2026-11-22');
});

test('periods end today and are as long as they say', () => {
  expect(lastDays(7, 'Europe/Moscow', LATE)).toEqual({ from: '2026-11-17', to: '2026-11-23' });
  expect(lastDays(1, 'UTC', LATE)).toEqual({ from: '2026-11-22', to: '2026-11-22' });
});

test('days pass over changes of clocks, months and leap years', () => {
  expect(shiftDay('2026-03-30', -1)).toBe('2026-03-29');
  expect(daysBetween('2026-03-01', '2026-03-31')).toBe(30);
  expect(shiftDay('2028-02-28', 1)).toBe('2028-02-29');
  expect(shiftDay('2026-12-31', 1)).toBe('2027-01-01');
});

test('a range of one day is that day', () => {
  expect(rangeText('en', '2026-11-22', '2026-11-22')).toBe('Nov 22');
  expect(rangeText('en', '2026-11-20', '2026-11-22')).toContain('20');
});

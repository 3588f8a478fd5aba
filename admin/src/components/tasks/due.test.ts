import { expect, test } from 'vitest';
import { dueOf, reminderOf, timesOf } from './due';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const NIGHT = Date.parse('2026-11-22T21:00:00Z');

test('a task is overdue, of today, later or without a date', () => {
  const at = (due_at: string | null) => dueOf({ due_at }, NOW, NIGHT);
  expect([at('2026-11-22T11:59:59Z'), at('2026-11-22T12:00:00Z'), at('2026-11-22T21:00:00Z'), at(null)]).toEqual([
    'overdue',
    'today',
    'later',
    'undated',
  ]);
});

test('a reminder goes along with the date', () => {
  const times = timesOf(new Date(NIGHT), 60);
  expect(times).toEqual({ due_at: '2026-11-22T21:00:00.000Z', remind_at: '2026-11-22T20:00:00.000Z' });
  expect(reminderOf(times)).toBe(60);
  expect(timesOf(null, 60)).toEqual({ due_at: null, remind_at: null });
  expect(reminderOf(timesOf(new Date(NIGHT), null))).toBeNull();
});

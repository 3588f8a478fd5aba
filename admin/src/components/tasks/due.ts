import type { Task } from './api';

/** Where an open task stands in time. */
export type Due = 'overdue' | 'today' | 'later' | 'undated';
export const DUES: readonly Due[] = ['overdue', 'today', 'later', 'undated'];

const MINUTE_MS = 60_000;

export function dueOf(task: Pick<Task, 'due_at'>, now: number, dayEnds: number): Due {
  if (task.due_at === null) return 'undated';
  const due = Date.parse(task.due_at);
  if (due < now) return 'overdue';
  return due < dayEnds ? 'today' : 'later';
}

/** Reminders that can be chosen: so long before the task is due. */
export const REMINDERS_MIN = [0, 10, 60, 1440] as const;

/** How many minutes before a task is due its reminder comes; null for none. */
export function reminderOf(task: Pick<Task, 'due_at' | 'remind_at'>): number | null {
  if (task.remind_at === null) return null;
  if (task.due_at === null) return 0;
  return Math.max(0, Math.round((Date.parse(task.due_at) - Date.parse(task.remind_at)) / MINUTE_MS));
}

/** When a task is due, and when it is reminded of: the reminder goes along. */
export function timesOf(
  due: Date | null,
  reminder: number | null,
): { due_at: string | null; remind_at: string | null } {
  if (due === null) return { due_at: null, remind_at: null };
  const remind = reminder === null ? null : new Date(due.getTime() - reminder * MINUTE_MS).toISOString();
  return { due_at: due.toISOString(), remind_at: remind };
}

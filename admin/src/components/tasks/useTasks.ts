import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useToasts } from '@/components/ui/toast';
import { refreshTasks, type Task, type TaskChange, tasksApi } from './api';

export interface TaskActions {
  /** Completes it, or opens it again; with a way back. */
  tick: (task: Task) => void;
  /** `done`: what is said when it is done. */
  change: (task: Task, change: TaskChange, done: string) => void;
  remove: (task: Task) => void;
}

const before = (task: Task, change: TaskChange): TaskChange =>
  Object.fromEntries(Object.keys(change).map((name) => [name, task[name as keyof Task]]));

/** What is done to tasks: each with a word, and a way back. */
export function useTaskActions(): TaskActions {
  const { t } = useTranslation();
  const client = useQueryClient();
  const toasts = useToasts();
  const run = async (act: () => Promise<unknown>, then?: () => void): Promise<void> => {
    try {
      await act();
      then?.();
    } catch (error) {
      toasts.failed(error);
    }
    refreshTasks(client);
  };
  const change = (task: Task, to: TaskChange, done: string, back: TaskChange): void => {
    const undo = () => void run(() => tasksApi.change(task.id, back));
    void run(
      () => tasksApi.change(task.id, to),
      () => toasts.undoable(done, undo),
    );
  };
  return {
    tick: (task) => {
      const isDone = task.done_at === null;
      const said = isDone ? 'tasks.completed' : 'tasks.reopened';
      change(task, { is_done: isDone }, t(said), { is_done: !isDone });
    },
    change: (task, to, done) => change(task, to, done, before(task, to)),
    remove: (task) => {
      const { title, note, profile_id, conversation_id, assignee, team_id, due_at, remind_at } = task;
      const again = { title, note, person: profile_id, conversation_id, assignee, team_id, due_at, remind_at };
      void run(
        () => tasksApi.remove(task.id),
        () => toasts.undoable(t('tasks.removed'), () => void run(() => tasksApi.create(again))),
      );
    },
  };
}

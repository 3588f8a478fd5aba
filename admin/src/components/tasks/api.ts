import { infiniteQueryOptions, type QueryClient, queryOptions } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import type { components } from '@/lib/api/schema';

type Said = components['schemas'];
export type Task = Said['TaskAnswer'];
export type TaskPage = Said['TaskPage'];
export type TaskShown = Said['TaskShown'];
export type TaskCounts = Said['TaskCounts'];
export type NewTask = Said['TaskBody'];
export type TaskChange = Said['TaskPatch'];

export type Whose = 'me' | 'team' | 'all';
export interface TaskView {
  whose: Whose;
  isDone: boolean;
}

export const TASKS = ['tasks'] as const;

const queryOf = ({ whose, isDone }: TaskView) => ({
  state: isDone ? 'done' : 'open',
  ...(whose === 'me' && { assignee: 'me' }),
  ...(whose === 'team' && { team: 'mine' }),
});

export const tasksQuery = (view: TaskView) =>
  infiniteQueryOptions({
    queryKey: [...TASKS, 'page', view],
    queryFn: ({ pageParam, signal }) =>
      api.get<TaskPage>('/tasks', { ...queryOf(view), after: pageParam || undefined }, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  });

/** Open tasks about a person, whichever of his homes they were made for. */
export const personTasksQuery = (person: string) =>
  queryOptions({
    queryKey: [...TASKS, 'person', person],
    queryFn: ({ signal }) => api.get<TaskPage>('/tasks', { person, limit: 50 }, signal),
  });

export const taskQuery = (id: number | null) =>
  queryOptions({
    queryKey: [...TASKS, 'one', id],
    queryFn: ({ signal }) => api.get<TaskShown>(`/tasks/${String(id)}`, {}, signal),
    enabled: id !== null,
  });

export const taskCountsQuery = queryOptions({
  queryKey: [...TASKS, 'counts'],
  queryFn: ({ signal }) => api.get<TaskCounts>('/tasks/counts', {}, signal),
  // A task becomes overdue without anybody's doing.
  refetchInterval: 60_000,
});

export interface Colleague {
  id: number;
  name: string;
}

/** Everybody a task may be given to. */
export const colleaguesQuery = queryOptions({
  queryKey: ['colleagues'],
  queryFn: async ({ signal }) => (await api.get<{ items: Colleague[] }>('/inbox/operators', {}, signal)).items,
  staleTime: 60_000,
});

/** Teams that a task may be left to. */
export const teamsQuery = queryOptions({
  queryKey: ['teams', 'names'],
  queryFn: async ({ signal }) => (await api.get<{ items: Colleague[] }>('/inbox/teams', {}, signal)).items,
  staleTime: 60_000,
});

export const tasksApi = {
  create: (task: NewTask) => api.post<TaskShown>('/tasks', task),
  change: (id: number, change: TaskChange) => api.patch<TaskShown>(`/tasks/${id}`, change),
  remove: (id: number) => api.delete(`/tasks/${id}`),
};

/** Everything that shows tasks is read again. */
export const refreshTasks = (client: QueryClient): void => void client.invalidateQueries({ queryKey: TASKS });

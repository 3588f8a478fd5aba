import { queryOptions } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import { SCENARIOS } from './index';

/** Whether anybody has decided what the message is for. */
export interface GoalsState {
  goals: { name: string; is_main: boolean }[];
  without_goal: boolean;
}

export const goalsStateQuery = (id: string) =>
  queryOptions({
    queryKey: [...SCENARIOS, 'one', id, 'goals-state'],
    queryFn: ({ signal }) => api.get<GoalsState>(`/scenarios/${id}/goals`, {}, signal),
    retry: false,
  });

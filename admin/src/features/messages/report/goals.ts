import { queryOptions } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import type { components } from '@/lib/api/schema';
import type { Test } from '@/lib/conditions/language';
import { SCENARIOS } from '../api';

export type GoalsAnswer = components['schemas']['GoalsAnswer'];
export type ValueKind = 'none' | 'fixed' | 'property';

/** A goal as it is edited; `key` tells goals apart while they have no id. */
export interface Goal {
  key: string;
  id?: string;
  name: string;
  event: { event: string; where?: Test[] };
  window: string;
  kind: ValueKind;
  amount: string;
  property: string;
  weight: string;
  isMain: boolean;
}

export interface Goals {
  goals: Goal[];
  isWithout: boolean;
}

export const MAX_GOALS = 10;
const AMOUNT = 'amount';

export const goalsQuery = (id: string) =>
  queryOptions({
    queryKey: [...SCENARIOS, 'one', id, 'goals'],
    queryFn: ({ signal }) => api.get<GoalsAnswer>(`/scenarios/${id}/goals`, {}, signal),
  });

export const saveGoals = (id: string, goals: Goals): Promise<GoalsAnswer> =>
  api.put<GoalsAnswer>(`/scenarios/${id}/goals`, {
    goals: goals.isWithout ? [] : goals.goals.map(written),
    without_goal: goals.isWithout,
  });

/** The saved goals as they are edited. */
export function readGoals(answer: GoalsAnswer): Goals {
  return {
    isWithout: answer.without_goal,
    goals: answer.goals.map((goal) => ({
      key: goal.id,
      id: goal.id,
      name: goal.name,
      event: goal.event as unknown as Goal['event'],
      window: goal.window,
      kind: goal.value.kind as ValueKind,
      amount: goal.value.amount ?? '',
      property: goal.value.name ?? AMOUNT,
      weight: goal.weight,
      isMain: goal.is_main,
    })),
  };
}

/** A goal to begin with: an order, worth what it costs. */
export function startGoal(window: string, isMain: boolean, number: number): Goal {
  return {
    key: `new-${number}`,
    name: '',
    event: { event: '$order_completed' },
    window,
    kind: 'property',
    amount: '',
    property: AMOUNT,
    weight: '1',
    isMain,
  };
}

function written(goal: Goal): object {
  const value =
    goal.kind === 'none'
      ? { kind: 'none' }
      : goal.kind === 'fixed'
        ? { kind: 'fixed', amount: goal.amount || '0' }
        : { kind: 'property', name: goal.property };
  return {
    ...(goal.id && { id: goal.id }),
    name: goal.name,
    event: goal.event,
    window: goal.window,
    value,
    is_main: goal.isMain,
    weight: goal.weight,
  };
}

/** Without the goal at a place; the first of the rest is the main one when that was. */
export function withoutGoal(goals: readonly Goal[], index: number): Goal[] {
  const rest = goals.filter((_, at) => at !== index);
  return rest.some(({ isMain }) => isMain) ? rest : rest.map((goal, at) => ({ ...goal, isMain: at === 0 }));
}

/** What somebody on the way is worth: the share of those who buy in the end, times what a purchase leaves. */
export function worthOf(percent: number, profit: number): string {
  return String(Math.round(percent * profit) / 100);
}

import { type QueryClient, queryOptions } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import type { components } from '@/lib/api/schema';

export type Team = components['schemas']['TeamAnswer'];
export type TeamMember = components['schemas']['TeamMemberAnswer'];
export type RoutingRules = components['schemas']['RoutingRules'];
export type Mode = Team['mode'];
export type Operator = components['schemas']['OperatorAnswer'];
/** What the dialog sets of a team, beside its members. */
export type TeamLooks = Pick<Team, 'name' | 'mode' | 'operator_limit' | 'back_after_minutes'>;

export const teamsQuery = queryOptions({
  queryKey: ['teams'],
  queryFn: () => api.get<{ items: Team[] }>('/inbox/teams'),
});

export const rulesQuery = queryOptions({
  queryKey: ['routing-settings'],
  queryFn: () => api.get<RoutingRules>('/inbox/routing-settings'),
});

export const operatorsQuery = queryOptions({
  queryKey: ['routing-operators'],
  queryFn: () => api.get<{ items: Operator[] }>('/inbox/operators'),
});

export const rulesApi = {
  save: (rules: RoutingRules) => api.put<RoutingRules>('/inbox/routing-settings', rules),
  remove: (team: number) => api.delete(`/inbox/teams/${team}`),
  move: (team: number, position: number) => api.patch<Team>(`/inbox/teams/${team}`, { position }),
  /** A new team, or a known one, with its members. */
  write: async (team: number | undefined, looks: TeamLooks, members: TeamMember[]) => {
    const written = team
      ? await api.patch<Team>(`/inbox/teams/${team}`, looks)
      : await api.post<Team>('/inbox/teams', looks);
    return api.put<Team>(`/inbox/teams/${written.id}/members`, { members });
  },
};

/** Teams stand in other places of the admin, too, and a deleted one in the settings of the rules. */
export async function refreshTeams(client: QueryClient): Promise<void> {
  await Promise.all([
    client.invalidateQueries({ queryKey: teamsQuery.queryKey }),
    client.invalidateQueries({ queryKey: ['inbox', 'teams'] }),
    client.invalidateQueries({ queryKey: rulesQuery.queryKey }),
  ]);
}

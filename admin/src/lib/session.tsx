import { useQuery } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import { api } from './api/client';
import type { Me, MyWorkspace, Role, Workspace } from './api/types';

export type Permission =
  | 'people_write'
  | 'people_export'
  | 'people_erase'
  | 'people_merge'
  | 'imports_write'
  | 'segments_write'
  | 'messages_write'
  | 'inbox_write'
  | 'inbox_manage'
  | 'workspace_write'
  | 'workspace_delete'
  | 'team_write'
  | 'keys_read'
  | 'keys_write'
  | 'audit_read'
  | 'system_read';

const MARKETER: Permission[] = [
  'people_write',
  'people_export',
  'people_merge',
  'imports_write',
  'segments_write',
  'messages_write',
  'inbox_write',
  'keys_read',
];
const ADMIN: Permission[] = [
  ...MARKETER,
  'people_erase',
  'inbox_manage',
  'workspace_write',
  'team_write',
  'keys_write',
  'audit_read',
  'system_read',
];

/** What the interface offers to each role; the server decides for itself. */
const GRANTS: Record<Role, ReadonlySet<Permission>> = {
  owner: new Set([...ADMIN, 'workspace_delete']),
  admin: new Set(ADMIN),
  marketer: new Set(MARKETER),
  operator: new Set(['people_write', 'inbox_write']),
  viewer: new Set(),
};

export interface Session {
  me: Me;
  /** The workspace everything on the page is about. */
  current: MyWorkspace;
  switchTo: (id: string) => void;
  /** The present workspace is no more: go to another of the member's. */
  leave: () => void;
}

export const SessionContext = createContext<Session | null>(null);

/** The signed-in member and the workspace; only below the shell. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new Error('useSession outside of the shell');
  return session;
}

export function useCan(permission: Permission): boolean {
  return GRANTS[useSession().current.role].has(permission);
}

export const workspaceQuery = {
  queryKey: ['workspace'],
  queryFn: () => api.get<Workspace>('/workspace'),
  staleTime: 60_000,
};

/** Settings of the workspace: zone, currency, domains. */
export function useWorkspace(): Workspace | undefined {
  return useQuery(workspaceQuery).data;
}

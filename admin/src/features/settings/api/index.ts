import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import type {
  ApiToken,
  AuditEntry,
  Invitation,
  Letter,
  LetterBody,
  Me,
  Page,
  Role,
  SignInSession,
  SystemStatus,
  TeamMember,
  TotpStart,
  Workspace,
  WorkspaceDeletion,
  WorkspacePatch,
  WriteKey,
} from '@/lib/api/types';

export const teamQuery = queryOptions({
  queryKey: ['team', 'members'],
  queryFn: () => api.get<Page<TeamMember>>('/team/members'),
});
export const invitationsQuery = queryOptions({
  queryKey: ['team', 'invitations'],
  queryFn: () => api.get<Page<Invitation>>('/team/invitations'),
});
export const writeKeysQuery = queryOptions({
  queryKey: ['write-keys'],
  queryFn: () => api.get<Page<WriteKey>>('/write-keys'),
});
export const tokensQuery = queryOptions({
  queryKey: ['api-tokens'],
  queryFn: () => api.get<Page<ApiToken>>('/api-tokens'),
});
export const sessionsQuery = queryOptions({
  queryKey: ['me', 'sessions'],
  queryFn: () => api.get<Page<SignInSession>>('/me/sessions'),
});
export const letterQuery = (id: string) =>
  queryOptions({ queryKey: ['mailbox', id], queryFn: () => api.get<LetterBody>(`/mailbox/${id}`) });

export const systemQuery = queryOptions({
  queryKey: ['system'],
  queryFn: () => api.get<SystemStatus>('/system/status'),
  refetchInterval: 3_000,
});

export const auditQuery = infiniteQueryOptions({
  queryKey: ['audit'],
  queryFn: ({ pageParam }) => api.get<Page<AuditEntry>>('/audit', { limit: 100, cursor: pageParam }),
  initialPageParam: '',
  getNextPageParam: (page) => page.next_cursor,
});

export const mailboxQuery = infiniteQueryOptions({
  queryKey: ['mailbox'],
  queryFn: ({ pageParam }) => api.get<Page<Letter>>('/mailbox', { limit: 50, cursor: pageParam }),
  initialPageParam: '',
  getNextPageParam: (page) => page.next_cursor,
  refetchInterval: 5_000,
});

export const deletionsQuery = queryOptions({
  queryKey: ['me', 'workspace-deletions'],
  queryFn: () => api.get<Page<WorkspaceDeletion>>('/me/workspace-deletions'),
  refetchInterval: (query) => (query.state.data?.items.some((item) => !item.verified_at) ? 2_000 : false),
});

export const settingsApi = {
  deleteWorkspace: (name: string) => api.delete<WorkspaceDeletion>('/workspace', { name }),
  changeWorkspace: (patch: WorkspacePatch) => api.patch<Workspace>('/workspace', patch),
  changeRole: (id: string, role: Role) => api.patch<TeamMember>(`/team/members/${id}`, { role }),
  removeMember: (id: string) => api.delete(`/team/members/${id}`),
  invite: (data: { email: string; role: Role }) => api.post<Invitation>('/team/invitations', data),
  withdraw: (id: string) => api.delete(`/team/invitations/${id}`),
  createKey: (name: string) => api.post<WriteKey>('/write-keys', { name }),
  revokeKey: (id: string) => api.delete(`/write-keys/${id}`),
  createToken: (data: { name: string; role: Role }) => api.post<ApiToken & { token: string }>('/api-tokens', data),
  revokeToken: (id: string) => api.delete(`/api-tokens/${id}`),
  changeMe: (data: { name: string }) => api.patch<Me>('/me', data),
  setFace: (face: Blob) => api.put<Me>('/me/picture', face),
  removeFace: () => api.delete<Me>('/me/picture'),
  changePassword: (data: { current: string; new: string }) => api.post('/me/password', data),
  endSession: (id: string) => api.delete(`/me/sessions/${id}`),
  endOtherSessions: () => api.post('/me/sessions/revoke-others'),
  startTotp: () => api.post<TotpStart>('/me/totp/start'),
  confirmTotp: (code: string) => api.post<{ recovery_codes: string[] }>('/me/totp/confirm', { code }),
  disableTotp: (password: string) => api.post('/me/totp/disable', { password }),
};

import { api } from '@/lib/api/client';
import type { InvitationView, Language, Me } from '@/lib/api/types';

export interface SetupData {
  workspace_name: string;
  name: string;
  email: string;
  password: string;
  language: Language;
}

export const sessionApi = {
  setupState: () => api.get<{ needs_owner: boolean }>('/setup'),
  setup: (data: SetupData) => api.post<Me>('/setup', data),
  signIn: (data: { email: string; password: string }) => api.post<{ status: 'ok' | 'totp' }>('/sign-in', data),
  signInCode: (code: string) => api.post<{ status: 'ok' }>('/sign-in/totp', { code }),
  askReset: (email: string) => api.post('/password-resets', { email }),
  viewReset: (token: string) => api.get<{ email: string }>(`/password-resets/${encodeURIComponent(token)}`),
  reset: (token: string, password: string) => api.post(`/password-resets/${encodeURIComponent(token)}`, { password }),
  viewInvitation: (token: string) => api.get<InvitationView>(`/invitations/by-token/${encodeURIComponent(token)}`),
  acceptInvitation: (token: string, data: { name?: string; password?: string }) =>
    api.post<Me>(`/invitations/by-token/${encodeURIComponent(token)}`, data),
};

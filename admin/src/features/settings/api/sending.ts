import { type QueryClient, queryOptions } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import type { components } from '@/lib/api/schema';

type Schemas = components['schemas'];
export type MailSettings = Schemas['MailSettings'];
export type ReputationRule = Schemas['ReputationRule'];
export type PassingRule = Schemas['PassingRule'];
export type DomainPace = Schemas['DomainPace'];
export type WarmUp = Schemas['WarmUp'];
export type Hook = Schemas['HookAnswer'];
export type Provider = Schemas['ProviderAnswer'];
export type HookTry = Schemas['HookTry'];

const LIVE_MS = 10_000;

export const mailSettingsQuery = queryOptions({
  queryKey: ['sending', 'settings'],
  queryFn: () => api.get<MailSettings>('/mail/settings'),
});

/** Providers and what they told; looked at again while one waits for the first call. */
export const hooksQuery = queryOptions({
  queryKey: ['sending', 'hooks'],
  queryFn: () => api.get<Schemas['HookList']>('/mail/hooks'),
  refetchInterval: LIVE_MS,
});

export const sendingApi = {
  save: (settings: MailSettings) => api.put<MailSettings>('/mail/settings', settings),
  create: (provider: string, secret: string, topic: string) =>
    api.post<Hook>('/mail/hooks', { provider, secret, topic }),
  attempt: (id: number) => api.post<HookTry>(`/mail/hooks/${id}/try`),
  remove: (id: number) => api.delete(`/mail/hooks/${id}`),
};

export async function refreshHooks(client: QueryClient): Promise<void> {
  await client.invalidateQueries({ queryKey: hooksQuery.queryKey });
}

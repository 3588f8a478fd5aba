import { type QueryClient, queryOptions } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import type { components } from '@/lib/api/schema';

type Schemas = components['schemas'];
export type Server = Schemas['AccountAnswer'];
export type Sender = Schemas['SenderAnswer'];
export type Domain = Schemas['DomainAnswer'];
export type Finding = Schemas['FindingAnswer'];
export type Security = Server['security'];
export type Certificate = Schemas['CertificateAnswer'];

/** Whom to believe: one certificate, or an authority of one's own; neither: those of the system. */
export interface Trust {
  fingerprint: string | null;
  authority: string | null;
}

/** What the dialog sets of a server; a password that is left out stays. */
export interface ServerLooks extends Trust {
  name: string;
  host: string;
  port: number;
  security: Security;
  username: string;
  connections: number;
  password?: string | null;
}

export interface SenderLooks {
  name: string;
  address: string;
  reply_to: string | null;
  bounce_to: string | null;
  account_id: number | null;
}

export const serversQuery = queryOptions({
  queryKey: ['mail', 'servers'],
  queryFn: () => api.get<Schemas['AccountList']>('/mail/accounts'),
});

export const sendersQuery = queryOptions({
  queryKey: ['mail', 'senders'],
  queryFn: () => api.get<Schemas['SenderList']>('/mail/senders'),
});

export const domainsQuery = queryOptions({
  queryKey: ['mail', 'domains'],
  queryFn: () => api.get<Schemas['DomainList']>('/mail/domains'),
});

export const mailApi = {
  writeServer: (id: string | undefined, looks: ServerLooks) =>
    id === undefined ? api.post<Server>('/mail/accounts', looks) : api.patch<Server>(`/mail/accounts/${id}`, looks),
  removeServer: (id: string) => api.delete(`/mail/accounts/${id}`),
  look: (server: { host: string; port: number; security: Security }) =>
    api.post<Certificate>('/mail/accounts/certificate', server),
  tryServer: (id: string) => api.post<Schemas['TryAnswer']>(`/mail/accounts/${id}/try`, {}),
  writeSender: (id: string | undefined, looks: SenderLooks) =>
    id === undefined ? api.post<Sender>('/mail/senders', looks) : api.patch<Sender>(`/mail/senders/${id}`, looks),
  makeDefault: (id: string) => api.patch<Sender>(`/mail/senders/${id}`, { is_default: true }),
  removeSender: (id: string) => api.delete(`/mail/senders/${id}`),
  checkDomain: (id: string) => api.post<Domain>(`/mail/domains/${id}/check`, {}),
};

/** A sender brings his domain, and a server names its senders. */
export async function refreshMail(client: QueryClient): Promise<void> {
  await client.invalidateQueries({ queryKey: ['mail'] });
}

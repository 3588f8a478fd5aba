import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import type { components } from '@/lib/api/schema';
import type { Certificate, Security, Trust } from './mail';

type Schemas = components['schemas'];
export type Mailbox = Schemas['InboundAccountAnswer'];
export type Receiver = Schemas['ReceiverAnswer'];
export type InboundDomain = Schemas['InboundDomainAnswer'];
export type InboundMail = Schemas['InboundMailAnswer'];
export type Tried = Schemas['TryInboundAnswer'];
export type Keeping = Schemas['InboundSettingsAnswer'];

/** What the dialog sets of a mailbox; a password that is left out stays. */
export interface MailboxLooks extends Trust {
  name: string;
  address: string;
  host: string;
  port: number;
  security: Mailbox['security'];
  username: string;
  folder: string;
  since: string;
  marks_seen: boolean;
  takes_plus: boolean;
  is_on: boolean;
  password?: string;
}

const LIVE_MS = 5_000;

export const mailboxesQuery = queryOptions({
  queryKey: ['mail', 'incoming', 'accounts'],
  queryFn: () => api.get<Schemas['InboundAccountList']>('/mail/inbound/accounts'),
  refetchInterval: LIVE_MS,
});

export const inboundDomainsQuery = queryOptions({
  queryKey: ['mail', 'incoming', 'domains'],
  queryFn: () => api.get<Schemas['InboundDomainList']>('/mail/inbound/domains'),
});

export const keepingQuery = queryOptions({
  queryKey: ['mail', 'incoming', 'settings'],
  queryFn: () => api.get<Keeping>('/mail/inbound/settings'),
});

export const skippedQuery = infiniteQueryOptions({
  queryKey: ['mail', 'incoming', 'skipped'],
  queryFn: ({ pageParam }) =>
    api.get<Schemas['InboundMailPage']>('/mail/inbound/mails', { state: 'skipped', limit: 20, cursor: pageParam }),
  initialPageParam: '',
  getNextPageParam: (page) => page.next_cursor ?? undefined,
});

const ACCOUNTS = '/mail/inbound/accounts';
const DOMAINS = '/mail/inbound/domains';

export const incomingApi = {
  writeMailbox: (id: string | undefined, looks: Partial<MailboxLooks>) =>
    id === undefined ? api.post<Mailbox>(ACCOUNTS, looks) : api.patch<Mailbox>(`${ACCOUNTS}/${id}`, looks),
  makeDefault: (id: string) => api.patch<Mailbox>(`${ACCOUNTS}/${id}`, { is_default: true }),
  removeMailbox: (id: string) => api.delete(`${ACCOUNTS}/${id}`),
  tryMailbox: (id: string | undefined, looks: MailboxLooks) =>
    api.post<Tried>(`${ACCOUNTS}/try`, {
      host: looks.host,
      port: looks.port,
      security: looks.security,
      username: looks.username,
      fingerprint: looks.fingerprint,
      authority: looks.authority,
      ...(looks.password ? { password: looks.password } : id !== undefined && { account_id: Number(id) }),
    }),
  look: (server: { host: string; port: number; security: Security }) =>
    api.post<Certificate>(`${ACCOUNTS}/certificate`, server),
  writeDomain: (id: string | undefined, domain: string, addresses: string[]) =>
    id === undefined
      ? api.post<InboundDomain>(DOMAINS, { domain, addresses })
      : api.patch<InboundDomain>(`${DOMAINS}/${id}`, { addresses }),
  makeDomainDefault: (id: string) => api.patch<InboundDomain>(`${DOMAINS}/${id}`, { is_default: true }),
  removeDomain: (id: string) => api.delete(`${DOMAINS}/${id}`),
  keep: (keeping: Partial<Keeping>) => api.patch<Keeping>('/mail/inbound/settings', keeping),
  retry: (id: string, isForced: boolean) =>
    api.post<InboundMail>(`/mail/inbound/mails/${id}/retry`, { is_forced: isForced }),
};

import { queryOptions } from '@tanstack/react-query';
import { api, apiUrl } from '@/lib/api/client';
import type { PartData } from './types';

const REASONS = [
  'reply_address',
  'message_id',
  'references',
  'in_reply_to',
  'stranger',
  'sender',
  'new_person',
  'operator',
] as const;
export type MailReason = (typeof REASONS)[number];
const FAULTS = ['mixed_scripts', 'address_in_name', 'several_senders'] as const;
export type MailFault = (typeof FAULTS)[number];

/** What is told of a mail beside its words. */
export interface MailTold {
  id: string;
  from: string;
  /** Why it is in this conversation. */
  reason: MailReason | null;
  hasQuote: boolean;
  isCut: boolean;
  /** What is odd about its sender. */
  faults: MailFault[];
}

export interface Mailbox {
  address: string;
  name: string;
}

/** A mail as it came, made harmless by the server. Pictures from afar stand in `data-src`. */
export interface OriginalMail {
  id: string;
  has_raw: boolean;
  subject: string;
  from: Mailbox | null;
  to: Mailbox[];
  cc: Mailbox[];
  at: string | null;
  received_at: string;
  text: string;
  quoted: string;
  html: string;
}

/** The mail that a message came by; null: it came otherwise. */
export function mailOf({ mail }: PartData): MailTold | null {
  if (typeof mail !== 'object' || mail === null || !('id' in mail)) return null;
  const told = mail as Record<string, unknown>;
  const faults = Array.isArray(told.faults) ? told.faults : [];
  return {
    id: String(told.id),
    from: typeof told.from === 'string' ? told.from : '',
    reason: REASONS.find((each) => each === told.reason) ?? null,
    hasQuote: told.has_quote === true,
    isCut: told.is_cut === true,
    faults: FAULTS.filter((each) => faults.includes(each)),
  };
}

export const originalQuery = (id: string) =>
  queryOptions({
    queryKey: ['inbox', 'original', id],
    queryFn: () => api.get<OriginalMail>(`/mail/inbound/mails/${id}/original`),
    staleTime: Number.POSITIVE_INFINITY,
  });

/** Where the bytes of a mail are saved from. */
export const rawUrl = (id: string): string => apiUrl(`/mail/inbound/mails/${id}/raw`);

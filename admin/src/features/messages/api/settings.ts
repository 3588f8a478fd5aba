import { queryOptions } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import type { Channel } from './graph';

export interface CapRule {
  count: number;
  period: string;
  /** Those it counts and holds back; none: all. */
  channels: Channel[];
}
export interface QuietRule {
  is_on: boolean;
  start: string;
  end: string;
  /** null: those that ring. */
  channels: Channel[] | null;
  spread_minutes: number;
}
/** Marks in links to the workspace's own sites; what is empty has its usual value. */
export interface UtmRule {
  is_on: boolean;
  sites: string[];
  source: string;
  medium: string;
  campaign: string;
  content: string;
}
/** How people are written to: docs/reference/sends.md. */
export interface MessagingSettings {
  caps: CapRule[];
  quiet: QuietRule;
  consent_channels: Channel[];
  global_control_percent: number;
  loop_guard_seconds: number;
  /** `per_session` null: as many as become ready; `gap_seconds` between two of them. */
  popups?: { per_session: number | null; gap_seconds: number };
  utm?: UtmRule;
}

export const messagingSettingsQuery = queryOptions({
  queryKey: ['messaging', 'settings'],
  queryFn: ({ signal }) => api.get<MessagingSettings>('/messaging/settings', {}, signal),
});

export const webhookSecretQuery = queryOptions({
  queryKey: ['messaging', 'webhook-secret'],
  queryFn: async ({ signal }) => (await api.get<{ secret: string }>('/messaging/webhook-secret', {}, signal)).secret,
  staleTime: Infinity,
});

export const messagingApi = {
  saveSettings: (settings: MessagingSettings) => api.put<MessagingSettings>('/messaging/settings', settings),
};

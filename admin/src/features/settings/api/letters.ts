import { queryOptions } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import type { components } from '@/lib/api/schema';

export type TalkSettings = Required<components['schemas']['TalkSettings']>;
export type OwnLetters = Required<components['schemas']['MemberSettings']>;

/** When visitors get answers by mail. */
export const talkSettingsQuery = queryOptions({
  queryKey: ['mail', 'talks'],
  queryFn: () => api.get<TalkSettings>('/inbox/mail-settings'),
});

/** When the member gets visitors' messages by mail. */
export const ownLettersQuery = queryOptions({
  queryKey: ['mail', 'own'],
  queryFn: () => api.get<OwnLetters>('/inbox/mail-settings/me'),
});

export const talkLettersApi = {
  save: (settings: TalkSettings) => api.put<TalkSettings>('/inbox/mail-settings', settings),
  saveOwn: (settings: OwnLetters) => api.put<OwnLetters>('/inbox/mail-settings/me', settings),
};

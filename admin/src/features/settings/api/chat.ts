import { queryOptions } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import type { components } from '@/lib/api/schema';

export type ChatSettings = components['schemas']['ChatSettings'];
export type WorkingHours = ChatSettings['hours'];
type IdentitySecret = components['schemas']['IdentitySecret'];

export const chatQuery = queryOptions({
  queryKey: ['chat-settings'],
  queryFn: () => api.get<ChatSettings>('/inbox/chat-settings'),
});

export const chatApi = {
  save: (settings: ChatSettings) => api.put<ChatSettings>('/inbox/chat-settings', settings),
  rotate: () => api.post<IdentitySecret>('/inbox/identity-secret'),
};

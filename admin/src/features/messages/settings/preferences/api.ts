import { queryOptions } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import type { components } from '@/lib/api/schema';

type Schemas = components['schemas'];
/** What people see of the workspace's mailings: docs/reference/preferences.md. */
export type PreferenceSettings = Required<Schemas['PreferenceSettings']>;
export type ShownTopic = PreferenceSettings['topics'][number];

export const preferencesQuery = queryOptions({
  queryKey: ['messaging', 'preferences'],
  queryFn: ({ signal }) => api.get<PreferenceSettings>('/messaging/preferences', {}, signal),
});

export const savePreferences = (settings: PreferenceSettings) =>
  api.put<PreferenceSettings>('/messaging/preferences', settings);

import { api } from '@/lib/api/client';
import type { PreferenceSettings } from '@/lib/topics';

export const savePreferences = (settings: PreferenceSettings) =>
  api.put<PreferenceSettings>('/messaging/preferences', settings);

import type { PreferenceSettings } from '@/lib/topics';

export interface PreferencePart {
  settings: PreferenceSettings;
  change: (patch: Partial<PreferenceSettings>) => void;
}

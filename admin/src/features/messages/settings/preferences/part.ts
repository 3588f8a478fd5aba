import type { PreferenceSettings } from './api';

export interface PreferencePart {
  settings: PreferenceSettings;
  change: (patch: Partial<PreferenceSettings>) => void;
}

import type { MessagingSettings } from '../api/settings';

export interface PartProps {
  settings: MessagingSettings;
  change: (patch: Partial<MessagingSettings>) => void;
}

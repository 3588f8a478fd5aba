import type { MailSettings } from '../api/sending';

export interface PartProps {
  settings: MailSettings;
  change: (patch: Partial<MailSettings>) => void;
}

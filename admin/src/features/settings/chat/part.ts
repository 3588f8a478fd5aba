import type { ChatSettings } from '../api/chat';

/** What each section of the page works on. */
export interface PartProps {
  settings: ChatSettings;
  change: (patch: Partial<ChatSettings>) => void;
  isDisabled: boolean;
}

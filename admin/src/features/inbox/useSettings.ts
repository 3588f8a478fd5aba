import type { Json } from '@/lib/api/types';
import { usePreference } from '@/lib/preferences';

export interface InboxSettings {
  hasSound: boolean;
  hasNotices: boolean;
  enterSends: boolean;
}

const DEFAULT: InboxSettings = { hasSound: true, hasNotices: false, enterSends: false };

function read(stored: Json): InboxSettings {
  if (typeof stored !== 'object' || stored === null || Array.isArray(stored)) return DEFAULT;
  const pick = (key: keyof InboxSettings) => (typeof stored[key] === 'boolean' ? stored[key] : DEFAULT[key]);
  return { hasSound: pick('hasSound'), hasNotices: pick('hasNotices'), enterSends: pick('enterSends') };
}

/** How the inbox rings and sends, for this member. */
export function useSettings(): [InboxSettings, (patch: Partial<InboxSettings>) => void] {
  const [stored, , save] = usePreference('inbox.settings');
  const settings = read(stored);
  return [settings, (patch) => save({ ...settings, ...patch })];
}

import type { Json } from '@/lib/api/types';
import contacts from './contacts.json';
import offers from './offers.json';
import surveys from './surveys.json';

/** Ready popups and forms; every text stands in both languages. */

export const GROUPS = ['offers', 'contacts', 'surveys'] as const;
export type Group = (typeof GROUPS)[number];
type Language = 'ru' | 'en';

export interface Template {
  key: string;
  group: Group;
  channel: 'popup' | 'form';
  content: Record<string, Json>;
}
interface Written {
  key: string;
  channel: string;
  content: object;
}

const WRITTEN: Record<Group, Written[]> = { offers, contacts, surveys };

/** `{"ru", "en"}` anywhere becomes the text of the language. */
function inLanguage(value: Json, language: Language): Json {
  if (Array.isArray(value)) return value.map((each) => inLanguage(each, language));
  if (typeof value !== 'object' || value === null) return value;
  const own = value[language];
  if (typeof own === 'string' && Object.keys(value).length === 2) return own;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, inLanguage(each, language)]));
}

export function readTemplates(language: Language): Template[] {
  return GROUPS.flatMap((group) =>
    WRITTEN[group].map(({ key, channel, content }) => ({
      key,
      group,
      channel: channel === 'form' ? 'form' : 'popup',
      content: inLanguage(content as Json, language) as Record<string, Json>,
    })),
  );
}

import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

/** A map: a site may call its event `constructor`. */
export type EventTitles = ReadonlyMap<string, string>;

/** Titles stand in chunks of their own: only pages that list names of events wait for them. */
const LOADERS: Record<'ru' | 'en', () => Promise<{ default: Record<string, string> }>> = {
  ru: () => import('./titles/ru.json'),
  en: () => import('./titles/en.json'),
};
const NONE: EventTitles = new Map();

/** What each standard event is called in a list of events, in the words of sentences about segments. */
export function useEventTitles(): EventTitles {
  const { i18n } = useTranslation();
  const language = i18n.language === 'ru' ? 'ru' : 'en';
  const query = useQuery({
    queryKey: ['event-titles', language],
    queryFn: async () => new Map(Object.entries((await LOADERS[language]()).default)),
    staleTime: Infinity,
  });
  return query.data ?? NONE;
}

const MEANINGS: Record<'ru' | 'en', () => Promise<{ default: Record<string, string> }>> = {
  ru: () => import('./meanings/ru.json'),
  en: () => import('./meanings/en.json'),
};

/** What each standard event means, for those who have not described it in words of their own. */
export function useEventMeanings(): EventTitles {
  const { i18n } = useTranslation();
  const language = i18n.language === 'ru' ? 'ru' : 'en';
  const query = useQuery({
    queryKey: ['event-meanings', language],
    queryFn: async () => new Map(Object.entries((await MEANINGS[language]()).default)),
    staleTime: Infinity,
  });
  return query.data ?? NONE;
}

/** Items that the server found and those whose title holds `search`, by name, each once. */
export function withTitled<T extends { name: string }>(
  found: readonly T[],
  all: readonly T[],
  titles: EventTitles,
  search: string,
): T[] {
  const text = search.trim().toLowerCase();
  const names = new Set(found.map((item) => item.name));
  const titled = all.filter((item) => !names.has(item.name) && titles.get(item.name)?.toLowerCase().includes(text));
  if (titled.length === 0) return [...found];
  return [...found, ...titled].sort((one, other) => (one.name < other.name ? -1 : 1));
}

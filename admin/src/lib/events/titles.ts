import { useWords, type WordLoaders, type Words } from '@/lib/words';

export type EventTitles = Words;

/** Titles stand in chunks of their own: only pages that list names of events wait for them. */
const TITLES: WordLoaders = {
  ru: () => import('./titles/ru.json'),
  en: () => import('./titles/en.json'),
};
const MEANINGS: WordLoaders = {
  ru: () => import('./meanings/ru.json'),
  en: () => import('./meanings/en.json'),
};

/** What each standard event is called in a list of events, in the words of sentences about segments. */
export const useEventTitles = (): EventTitles => useWords('event-titles', TITLES);

/** What each standard event means, for those who have not described it in words of their own. */
export const useEventMeanings = (): Words => useWords('event-meanings', MEANINGS);

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

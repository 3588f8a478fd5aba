import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Language } from '@/lib/api/types';

/** Words by names; a map, since a site may call its event `constructor`. */
export type Words = ReadonlyMap<string, string>;

/** One file of words a language, each a chunk of its own. */
export type WordLoaders = Record<Language, () => Promise<{ default: Record<string, string> }>>;

const NONE: Words = new Map();

/** Words that only some pages need: they are fetched when such a page is shown, and empty until then. */
export function useWords(key: string, loaders: WordLoaders): Words {
  const { i18n } = useTranslation();
  const language = i18n.language === 'ru' ? 'ru' : 'en';
  const query = useQuery({
    queryKey: [key, language],
    queryFn: async () => new Map(Object.entries((await loaders[language]()).default)),
    staleTime: Infinity,
  });
  return query.data ?? NONE;
}

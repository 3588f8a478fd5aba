import { useWords, type WordLoaders, type Words } from '@/lib/words';

const MEANINGS: WordLoaders = {
  ru: () => import('./meanings/ru.json'),
  en: () => import('./meanings/en.json'),
};

/** What each standard property of a person means, for those who have not described it in words of their own. */
export const usePropertyMeanings = (): Words => useWords('property-meanings', MEANINGS);

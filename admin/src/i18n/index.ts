import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { setCallerLanguage } from '@/lib/api/client';
import type { Language } from '@/lib/api/types';
import { loadShownParts, partsMayCome } from './parts';

export const LANGUAGES: Language[] = ['ru', 'en'];
const STORED = 'otklik.language';

const LOADERS = {
  ru: () => import('./ru'),
  en: () => import('./en'),
};

function isLanguage(value: string | null): value is Language {
  return value === 'ru' || value === 'en';
}

/** The language chosen last on this machine, else the browser's, else English. */
export function initialLanguage(): Language {
  const stored = localStorage.getItem(STORED);
  if (isLanguage(stored)) return stored;
  const wanted = navigator.languages.map((tag) => tag.slice(0, 2)).find(isLanguage);
  return wanted ?? 'en';
}

/** Loads the texts of a language, once, and shows the interface in it. */
export async function setLanguage(language: Language): Promise<void> {
  if (!i18next.hasResourceBundle(language, 'translation')) {
    const texts = await LOADERS[language]();
    i18next.addResourceBundle(language, 'translation', texts.default);
  }
  await loadShownParts(language);
  await i18next.changeLanguage(language);
  setCallerLanguage(language);
  localStorage.setItem(STORED, language);
  document.documentElement.lang = language;
}

/** Starts the translations; the page may be drawn when it returns. */
export async function startTranslations(): Promise<void> {
  await i18next.use(initReactI18next).init({
    resources: {},
    lng: initialLanguage(),
    fallbackLng: false,
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
  });
  await setLanguage(initialLanguage());
  partsMayCome();
}

import type { Language, Settings, Told } from './types';

const en = { open: 'Open chat', close: 'Close chat', dismiss: 'Dismiss', unread: 'unread' };

export type Words = typeof en;

/** What the button says; the rest comes with the panel, in one language. */
export const words: Record<Language, Words> = {
  en,
  ru: { open: 'Открыть чат', close: 'Закрыть чат', dismiss: 'Скрыть', unread: 'непрочитанных' },
};

/** The workspace's choice, else the page's language, else the browser's. */
export const languageOf = (setting: Settings['language']): Language => {
  if (setting !== 'auto') return setting;
  return /^ru/i.test(document.documentElement.lang || navigator.language) ? 'ru' : 'en';
};

/** What the workspace says in this language, or in the other one. */
export const told = (what: Partial<Told> | undefined, language: Language): string =>
  what?.[language] || what?.ru || what?.en || '';

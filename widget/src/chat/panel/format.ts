import type { Language } from '../types';
import type { Texts } from './texts';

const DAY_MS = 86_400_000;
/** The number of the local day: its figures as if they were UTC, so that no switch of the clock counts. */
const dayOf = (date: Date): number => Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / DAY_MS;

export const timeOf = (at: string | Date, language: Language): string =>
  new Date(at).toLocaleTimeString(language, { hour: '2-digit', minute: '2-digit' });

const dateOf = (date: Date, language: Language, weekday?: 'long'): string =>
  date.toLocaleDateString(language, { day: 'numeric', month: 'long', ...(weekday && { weekday }) });

/** The day over messages. */
export const dayName = (at: string, language: Language, texts: Texts, now = new Date()): string => {
  const date = new Date(at);
  const ago = dayOf(now) - dayOf(date);
  return ago === 0 ? texts.todayIs : ago === 1 ? texts.yesterdayIs : dateOf(date, language);
};

/** A moment of the list: the time today, the date before. */
export const shortMoment = (at: string, language: Language, now = new Date()): string =>
  dayOf(new Date(at)) === dayOf(now)
    ? timeOf(at, language)
    : new Date(at).toLocaleDateString(language, { day: 'numeric', month: 'short' });

/** When the team is back, in the visitor's own time. */
export const opening = (at: string, language: Language, texts: Texts, now = new Date()): string => {
  const date = new Date(at);
  const time = timeOf(date, language);
  const days = dayOf(date) - dayOf(now);
  if (days < 2) return (days ? texts.tomorrow : texts.today).replace('{}', time);
  return `${dateOf(date, language, 'long')}, ${time}`;
};

export const sizeOf = (bytes: number, { units }: Texts, language: Language): string => {
  const power = bytes < 1024 ? 0 : bytes < 1_048_576 ? 1 : 2;
  const number = (bytes / 1024 ** power).toLocaleString(language, { maximumFractionDigits: power === 2 ? 1 : 0 });
  return `${number} ${units[power]}`;
};

/** A text cut at its addresses: every second piece is one. Trailing punctuation belongs to the sentence. */
export const splitLinks = (text: string): string[] =>
  text.split(/((?:https?:\/\/|www\.)[^\s<>"]*[^\s<>".,:;!?)\]}'»])/i);

export const hrefOf = (link: string): string => (/^www/i.test(link) ? `https://${link}` : link);

import { texts } from './texts';

const DAY_MS = 86_400_000;
/** The number of the local day: its figures as if they were UTC, so that no switch of the clock counts. */
const dayOf = (date: Date): number => Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / DAY_MS;

export const timeOf = (at: string): string =>
  new Date(at).toLocaleTimeString(__LANGUAGE__, { hour: '2-digit', minute: '2-digit' });

const dateOf = (at: string, month: 'long' | 'short', weekday?: 'long'): string =>
  new Date(at).toLocaleDateString(__LANGUAGE__, { day: 'numeric', month, weekday });

const daysTo = (at: string, now: Date): number => dayOf(new Date(at)) - dayOf(now);

/** The day over messages. */
export const dayName = (at: string, now = new Date()): string => {
  const days = daysTo(at, now);
  return days ? (days === -1 ? texts.yesterday : dateOf(at, 'long')) : texts.today;
};

/** A moment of the list: the time today, the date before. */
export const shortMoment = (at: string): string => (daysTo(at, new Date()) ? dateOf(at, 'short') : timeOf(at));

/** When the team is back, in the visitor's own time. */
export const opening = (at: string, now = new Date()): string => {
  const days = daysTo(at, now);
  return `${days > 1 ? dateOf(at, 'long', 'long') : days ? texts.tomorrow : texts.today} ${texts.at} ${timeOf(at)}`;
};

/** A text cut at its addresses: every second piece is one. Trailing punctuation belongs to the sentence. */
export const splitLinks = (text: string): string[] =>
  text.split(/((?:https?:\/\/|www\.)[^\s<>"]*[^\s<>".,:;!?)\]}'»])/i);

export const hrefOf = (link: string): string => (/^www/i.test(link) ? `https://${link}` : link);

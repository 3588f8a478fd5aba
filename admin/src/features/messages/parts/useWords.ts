import { useQuery } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { useEventTitle } from '@/components/conditions/names';
import { segmentNamesQuery } from '@/lib/conditions/api';
import { readDuration } from '@/lib/conditions/durations';
import type {
  BrowserTrigger,
  EventTrigger,
  Filters,
  Hours,
  PageRule,
  Repeat,
  Schedule,
  SegmentTrigger,
  Trigger,
} from '../api/graph';
import { savedTriggersQuery } from '../api/triggers';

/** A Monday, to name the days by. */
const MONDAY = Date.UTC(2024, 0, 1);
const DAY_MS = 86_400_000;

/** "1 hour 30 minutes"; "…" while it is being typed. */
export function durationWords(t: TFunction, text: string | undefined): string {
  const parts = readDuration(text ?? '');
  if (!parts) return '…';
  return parts
    .map(({ amount, unit }) => `${amount} ${t(`messages.lasting.${unit}`, { count: Math.trunc(amount) })}`)
    .join(' ');
}

export const dayNames = (language: string, form: 'short' | 'long' = 'short'): string[] =>
  Array.from({ length: 7 }, (_, day) =>
    new Date(MONDAY + day * DAY_MS).toLocaleDateString(language, { weekday: form, timeZone: 'UTC' }),
  );

/** A reading of clocks, told as it is read: its zone is said beside it. */
export function readingWords(language: string, text: string): string {
  const moment = Date.parse(`${text}Z`);
  if (Number.isNaN(moment)) return '…';
  return new Date(moment).toLocaleString(language, { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });
}

export interface Words {
  trigger: (trigger: Trigger) => string;
  repeat: (repeat: Repeat | undefined) => string;
  filters: (filters: Filters | undefined) => string[];
  lasting: (duration: string | undefined) => string;
}

/** What an entry says, in plain words. */
export function useWords(): Words {
  const { t, i18n } = useTranslation();
  const eventOf = useEventTitle();
  const segments = useQuery(segmentNamesQuery).data ?? [];
  const saved = useQuery(savedTriggersQuery).data ?? [];
  const lasting = (text: string | undefined) => durationWords(t, text);
  const days = (wanted: number[] | undefined): string =>
    wanted && wanted.length < 7
      ? ` ${t('messages.words.onDays', { days: wanted.map((day) => dayNames(i18n.language)[day - 1]).join(', ') })}`
      : '';
  const event = ({ event: name, where = [], after, unless = [] }: EventTrigger): string => {
    const title = name ? t('common.quoted', { words: eventOf(name) }) : '…';
    const what = where.length
      ? t('messages.words.eventWhere', { event: title, count: where.length })
      : t('messages.words.event', { event: title });
    if (!after) return what;
    const not = unless.map((each) => t('common.quoted', { words: eventOf(each.event) })).join(', ');
    const later = t('messages.words.after', { lasting: lasting(after), event: title });
    return not ? t('messages.words.unless', { later, events: not }) : later;
  };
  const segment = ({ segment: id, on }: SegmentTrigger): string => {
    const name = segments.find((each) => Number(each.id) === id)?.name ?? '…';
    return t(`messages.words.segment.${on}`, { name });
  };
  const browser = (each: BrowserTrigger): string => browserWords(t, each, lasting);
  const schedule = (each: Schedule): string => {
    if ('once' in each) return t('messages.words.once', { at: readingWords(i18n.language, each.once) });
    const dates = each.dates?.length ? ` ${t('messages.words.onDates', { dates: each.dates.join(', ') })}` : '';
    return t('messages.words.daily', { at: each.at, days: dates || days(each.days) });
  };
  const trigger = (each: Trigger): string => {
    if ('event' in each) return event(each);
    if ('segment' in each) return segment(each);
    if ('browser' in each) return browser(each);
    if ('schedule' in each) return schedule(each.schedule);
    if ('saved' in each) {
      const name = saved.find(({ id }) => Number(id) === each.saved)?.name ?? '…';
      return t('messages.words.saved', { name });
    }
    return t('messages.words.call');
  };
  const repeat = (each: Repeat | undefined): string => {
    if (each === undefined || each === 'once') return t('messages.words.repeatOnce');
    if (each === 'always') return t('messages.words.repeatAlways');
    return t('messages.words.repeatEvery', { lasting: lasting(each.every) });
  };
  const hours = (each: 'open' | 'closed' | Hours): string =>
    typeof each === 'string'
      ? t(`messages.words.team.${each}`)
      : t('messages.words.hours', { from: each.from, to: each.to, days: days(each.days) });
  const filters = (each: Filters | undefined): string[] => [
    ...(each?.pages?.length ? [pageWords(t, each.pages)] : []),
    ...(each?.devices?.length
      ? [t('messages.words.devices', { devices: each.devices.map((d) => t(`messages.device.${d}`)).join(', ') })]
      : []),
    ...(each?.sources?.length ? [t('messages.words.sources', { sources: each.sources.join(', ') })] : []),
    ...(each?.hours ? [hours(each.hours)] : []),
    ...(each?.operators ? [t(`messages.words.operators.${each.operators}`)] : []),
  ];
  return { trigger, repeat, filters, lasting };
}

function browserWords(t: TFunction, each: BrowserTrigger, lasting: (text: string) => string): string {
  switch (each.browser) {
    case 'scroll':
      return t('messages.words.scroll', { percent: each.percent ?? 50 });
    case 'time_on_page':
    case 'time_on_site':
      return t(`messages.words.${each.browser}`, { lasting: lasting(secondsText(each.seconds ?? 0)) });
    case 'pages':
      return t(`messages.words.pages.${each.of ?? 'session'}`, { number: each.count ?? '…' });
    case 'element_seen':
    case 'click':
      return t(`messages.words.${each.browser}`, { selector: each.selector || '…' });
    case 'call':
      return t('messages.words.script', { name: each.name || '…' });
    default:
      return t('messages.words.exit_intent');
  }
}

/** Seconds as a duration of the language, in whole minutes where they are. */
export const secondsText = (seconds: number): string =>
  seconds % 60 === 0 && seconds > 0 ? `PT${seconds / 60}M` : `PT${seconds}S`;

function pageWords(t: TFunction, rules: PageRule[]): string {
  const isNot = ({ match }: PageRule): boolean => match.startsWith('not_');
  const list = (some: PageRule[]): string =>
    some.map(({ value }) => t('common.quoted', { words: value || '…' })).join(', ');
  const [on, off] = [rules.filter((rule) => !isNot(rule)), rules.filter(isNot)];
  if (on.length === 0) return t('messages.words.offPages', { pages: list(off) });
  if (off.length === 0) return t('messages.words.onPages', { pages: list(on) });
  return t('messages.words.onOffPages', { on: list(on), off: list(off) });
}

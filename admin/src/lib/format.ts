import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useWorkspace } from './session';

type Numeric = number | string | null | undefined;

export interface Format {
  locale: string;
  zone: string;
  number: (value: Numeric, digits?: number) => string;
  money: (value: Numeric, currency?: string) => string;
  bytes: (value: number) => string;
  duration: (seconds: number) => string;
  day: (moment: string) => string;
  time: (moment: string) => string;
  moment: (moment: string) => string;
  exact: (moment: string) => string;
  relative: (moment: string, now: number) => string;
  nearDay: (moment: string, now: number) => string;
}

const DAY_S = 86_400;

function toNumber(value: Numeric): number | null {
  if (value === null || value === undefined || value === '') return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}

/** "5 minutes ago" up to a month, then the date. */
function relativeTo(locale: string, date: (moment: string) => string) {
  const words = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' });
  return (moment: string, now: number): string => {
    const seconds = (Date.parse(moment) - now) / 1000;
    const size = Math.abs(seconds);
    if (Number.isNaN(size)) return '—';
    if (size < 45) return words.format(0, 'second');
    if (size < 3_600) return words.format(Math.round(seconds / 60), 'minute');
    if (size < DAY_S) return words.format(Math.round(seconds / 3_600), 'hour');
    if (size < 30 * DAY_S) return words.format(Math.round(seconds / DAY_S), 'day');
    return date(moment);
  };
}

/** "Today", "Yesterday", and of other days the date. */
function nearDayOf(locale: string, date: (moment: string) => string) {
  const words = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  return (moment: string, now: number): string => {
    const name = date(moment);
    const ago = [0, 1].find((days) => name === date(new Date(now - days * DAY_S * 1000).toISOString()));
    if (ago === undefined) return name;
    const word = words.format(0 - ago, 'day');
    return word.charAt(0).toLocaleUpperCase(locale) + word.slice(1);
  };
}

function numbers(locale: string, currency: string) {
  const plain = (value: Numeric, digits = 0): string => {
    const number = toNumber(value);
    return number === null ? '—' : new Intl.NumberFormat(locale, { maximumFractionDigits: digits }).format(number);
  };
  const money = (value: Numeric, code = currency): string => {
    const number = toNumber(value);
    if (number === null) return '—';
    const digits = Number.isInteger(number) ? 0 : 2;
    const options = {
      style: 'currency',
      currency: code,
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    } as const;
    try {
      return new Intl.NumberFormat(locale, { ...options, currencyDisplay: 'narrowSymbol' }).format(number);
    } catch {
      return `${plain(number, 2)} ${code}`;
    }
  };
  return { number: plain, money };
}

function quantities(locale: string) {
  const unit = (value: number, name: string, digits = 0): string =>
    new Intl.NumberFormat(locale, {
      style: 'unit',
      unit: name,
      // Short, "2 byte" has no plural.
      unitDisplay: name === 'byte' ? 'long' : 'short',
      maximumFractionDigits: digits,
    }).format(value);
  const bytes = (value: number): string => {
    const names = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'];
    const power = value < 1 ? 0 : Math.min(names.length - 1, Math.floor(Math.log10(value) / 3));
    return unit(value / 1000 ** power, names[power] ?? 'byte', power > 2 ? 1 : 0);
  };
  const duration = (seconds: number): string => {
    if (seconds < 60) return unit(Math.round(seconds), 'second');
    if (seconds < 3_600) return unit(Math.round(seconds / 60), 'minute');
    const hours = Math.floor(seconds / 3_600);
    const minutes = Math.round((seconds % 3_600) / 60);
    return minutes ? `${unit(hours, 'hour')} ${unit(minutes, 'minute')}` : unit(hours, 'hour');
  };
  return { bytes, duration };
}

/** `9:05 AM`, `09:05`: twelve hours are written without a nought. */
export function timeOf(locale: string): Intl.DateTimeFormatOptions {
  const { hour12 } = new Intl.DateTimeFormat(locale, { hour: 'numeric' }).resolvedOptions();
  return { hour: hour12 ? 'numeric' : '2-digit', minute: '2-digit' };
}

function dates(locale: string, zone: string) {
  const make = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(locale, { timeZone: zone, ...options });
    return (moment: string): string => (Number.isNaN(Date.parse(moment)) ? '—' : format.format(new Date(moment)));
  };
  return {
    day: make({ day: 'numeric', month: 'short', year: 'numeric' }),
    time: make(timeOf(locale)),
    moment: make({ day: 'numeric', month: 'short', ...timeOf(locale) }),
    exact: make({ dateStyle: 'long', timeStyle: 'long' }),
  };
}

const made = new Map<string, Format>();

/** Everything a locale and a zone decide; made once, since the browser takes milliseconds for it and a list asks in every row. */
export function makeFormat(locale: string, zone: string, currency: string): Format {
  const key = `${locale} ${zone} ${currency}`;
  const known = made.get(key);
  if (known) return known;
  const calendar = dates(locale, zone);
  const format = {
    locale,
    zone,
    ...numbers(locale, currency),
    ...quantities(locale),
    ...calendar,
    relative: relativeTo(locale, calendar.day),
    nearDay: nearDayOf(locale, calendar.day),
  };
  made.set(key, format);
  return format;
}

/** Numbers and dates by the interface's language, times in the workspace's zone. */
export function useFormat(): Format {
  const { i18n } = useTranslation();
  const workspace = useWorkspace();
  const zone = workspace?.time_zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  const currency = workspace?.currency ?? 'RUB';
  return useMemo(() => makeFormat(i18n.language, zone, currency), [i18n.language, zone, currency]);
}

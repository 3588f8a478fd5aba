import type { Rate, Row } from './api';

export const RATES: readonly Rate[] = [
  'delivery',
  'read',
  'click',
  'click_to_read',
  'reply',
  'unsubscribe',
  'complaint',
  'bounce',
  'conversion',
  'conversion_of_read',
];

/** A share as per cent: small ones with their tenths. */
export function percent(locale: string, value: number | null): string {
  if (value === null) return '—';
  const digits = value !== 0 && Math.abs(value) < 0.1 ? 2 : 1;
  return new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: digits }).format(value);
}

/** A difference of two shares, in percentage points without the unit. */
export function points(locale: string, value: number): string {
  const digits = Math.abs(value) < 0.1 ? 2 : 1;
  return new Intl.NumberFormat(locale, { maximumFractionDigits: digits, signDisplay: 'exceptZero' })
    .format(value * 100)
    .replace('-', '−');
}

/** Which rate belongs to a number of the table. */
export function rateOf(row: Row, name: string): [Rate, Row['rates'][Rate]] | undefined {
  const rate = RATES.find((each) => row.rates[each]?.number === name);
  const found = rate && row.rates[rate];
  return rate && found ? [rate, found] : undefined;
}

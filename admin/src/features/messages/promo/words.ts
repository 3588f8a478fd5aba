import type { TFunction } from 'i18next';
import type { Format } from '@/lib/format';
import type { Pool } from './api';

/** "15 %", "500 ₽ from 3 000 ₽"; "—" where nothing is said. */
export function discountWords(t: TFunction, format: Format, { discount }: Pick<Pool, 'discount'>): string {
  const { kind, value, currency, minimum } = discount;
  const money = (amount: string): string => format.money(amount, currency || undefined);
  const what =
    kind === 'percent' && value
      ? new Intl.NumberFormat(format.locale, { style: 'percent', maximumFractionDigits: 2 }).format(Number(value) / 100)
      : kind === 'amount' && value
        ? money(value)
        : t('promo.discount.other');
  return minimum ? t('promo.discount.from', { what, minimum: money(minimum) }) : what;
}

/** Until when a code holds. */
export function termWords(t: TFunction, locale: string, { term }: Pick<Pool, 'term'>): string {
  const parts: string[] = [];
  if (term.days != null) parts.push(t('promo.term.days', { count: term.days }));
  if (term.ends_on)
    parts.push(
      t('promo.term.until', {
        // A calendar day: no zone may move it.
        day: new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }).format(Date.parse(term.ends_on)),
      }),
    );
  return parts.join(', ') || t('promo.term.none');
}

import i18next, { type TFunction } from 'i18next';
import type sentences from '@/i18n/en/sentences.json';

type Known = keyof typeof sentences.property;

/** The name of a property in words; the site's own stay as the site calls them. */
export function propertyTitle(t: TFunction, property: string): string {
  if (!property.startsWith('$')) return property;
  const key = `sentences.property.${property.slice(1)}`;
  return i18next.exists(key) ? t(key as `sentences.property.${Known}`) : property;
}

const STATUSES = ['started', 'completed', 'paid', 'cancelled', 'refunded', 'status_changed'] as const;

/** A standard status of an order in words; the shop's own stay as the shop calls them. */
export function orderStatus(t: TFunction, status: string): string {
  const known = STATUSES.find((name) => name === status);
  return known ? t(`sentences.orderStatus.${known}`) : status;
}

/** The kinds of values a property came with, in words. */
export function valueTypes(t: TFunction, types: string[]): string {
  return types.map((type) => t(`common.valueType.${type as 'text'}`, { defaultValue: type })).join(', ');
}

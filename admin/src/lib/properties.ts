import i18next, { type TFunction } from 'i18next';
import type sentences from '@/i18n/en/sentences.json';

type Known = keyof typeof sentences.property;

/** The name of a property in words; the site's own stay as the site calls them. */
export function propertyTitle(t: TFunction, property: string): string {
  if (!property.startsWith('$')) return property;
  const key = `sentences.property.${property.slice(1)}`;
  return i18next.exists(key) ? t(key as `sentences.property.${Known}`) : property;
}

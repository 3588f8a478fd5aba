import type { Json, Properties } from '@/lib/api/types';

/** Contacts stand first, also when they are not known: that is where an operator writes them. */
const ALWAYS = ['$name', '$email', '$phone'];
/** Shown in sections of their own. */
const ELSEWHERE =
  /^\$(initial_|last_(?!name$)|first_seen|sessions_count|pages_count|cart_|viewed_products|ordered_items|orders_count|paid_orders_count|revenue|average_cheque|user_id$|stage$|score$|rfm$|rfm_group$)/;

/** Names to list: contacts, then known system ones, then the site's own; each part by the alphabet of its titles. */
export function shownProperties(properties: Properties, titleOf: (name: string) => string): string[] {
  const rest = Object.keys(properties).filter(
    (name) => !ALWAYS.includes(name) && !ELSEWHERE.test(name) && properties[name] !== null,
  );
  rest.sort(
    (one, other) =>
      Number(other.startsWith('$')) - Number(one.startsWith('$')) || titleOf(one).localeCompare(titleOf(other)),
  );
  return [...ALWAYS, ...rest];
}

const NUMBER = /^-?(0|[1-9]\d{0,14})(\.\d{1,6})?$/;

/** What an operator typed, as the value it means: a number, yes or no, a list in JSON, else text. Phones and codes with a leading zero or plus stay text. */
export function parseValue(text: string): Json {
  const trimmed = text.trim();
  if (NUMBER.test(trimmed)) return Number(trimmed);
  if (trimmed === 'true' || trimmed === 'false') return trimmed === 'true';
  if (/^[[{]/.test(trimmed)) {
    try {
      return JSON.parse(trimmed) as Json;
    } catch {
      return trimmed;
    }
  }
  return trimmed;
}

/** The text that stands in the field when a value is being changed. */
export function editableText(value: Json | undefined): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

import { useQuery } from '@tanstack/react-query';
import i18next, { type TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { EventIcon } from '@/components/ui/EventIcon';
import type en from '@/i18n/en/conditions.json';
import { eventPropertiesQuery, eventsQuery, isOneEvent, propertiesQuery } from '@/lib/conditions/api';
import { useEventTitles } from '@/lib/events/titles';
import { propertyTitle } from '@/lib/properties';
import type { Option } from './Choice';

/** Fields that every stored event has, whatever the site sends. */
const STORED = ['$url', '$country', '$city', '$device_type', '$browser', '$os', '$source'];
/** What people have before anybody has set it: events give it. */
const DERIVED: Record<string, string[]> = {
  $first_seen: ['date'],
  $last_seen: ['date'],
  $sessions_count: ['number'],
  $pages_count: ['number'],
  $orders_count: ['number'],
  $paid_orders_count: ['number'],
  $revenue: ['number'],
  $average_cheque: ['number'],
  $last_payment: ['number'],
  $last_order_at: ['date'],
  $last_order_status: ['text'],
  $cart_amount: ['number'],
  $cart_items: ['list'],
  $viewed_products: ['list'],
  $ordered_items: ['list'],
  $initial_channel_kind: ['text'],
  $last_channel_kind: ['text'],
  $initial_utm_source: ['text'],
  $last_utm_source: ['text'],
  $initial_utm_campaign: ['text'],
  $last_utm_campaign: ['text'],
  $initial_landing_url: ['text'],
  $initial_referrer: ['text'],
  $country: ['text'],
  $city: ['text'],
  $stage: ['text'],
  $score: ['number'],
  $rfm: ['text'],
  $rfm_group: ['text'],
  $user_id: ['text'],
  $email: ['text'],
  $phone: ['text'],
  $name: ['text'],
  $birthday: ['date'],
};

const hintOf = (name: string, title: string): { hint?: string } => (title === name ? {} : { hint: name });

type Word = keyof typeof en.field;

/** A property of an event in words; the site's own stay as the site calls them. */
export function fieldTitle(t: TFunction, name: string): string {
  const key = name.replace('$', 'of_');
  return i18next.exists(`conditions.field.${key}`) ? t(`conditions.field.${key as Word}`) : propertyTitle(t, name);
}

/** An event in words: `shop_*` are all whose name begins so. */
export function useEventTitle(): (name: string) => string {
  const { t } = useTranslation();
  const titles = useEventTitles();
  return (name) => {
    if (name === '*') return t('conditions.anyEvent');
    if (name.endsWith('*')) return t('conditions.eventsLike', { prefix: name.slice(0, -1) });
    return titles.get(name) ?? name;
  };
}

/** Events to choose from: those that came, by the catalogue, and the standard ones. */
export function useEventOptions(): Option[] {
  const { t } = useTranslation();
  const titles = useEventTitles();
  const query = useQuery(eventsQuery);
  const seen = query.data?.items.filter((item) => !item.is_hidden) ?? [];
  const names = new Set(query.data?.items.map((item) => item.name));
  const make = (name: string, group: string): Option => {
    const label = titles.get(name) ?? name;
    return { value: name, label, group, icon: <EventIcon name={name} size={20} />, ...hintOf(name, label) };
  };
  return [
    ...seen.map((item) => make(item.name, t('conditions.group.events'))),
    { value: '*', label: t('conditions.anyEvent'), group: t('conditions.group.events'), hint: '*' },
    ...[...titles.keys()].filter((name) => !names.has(name)).map((name) => make(name, t('conditions.group.unseen'))),
  ];
}

export function usePropertyOptions(): { options: Option[]; typesOf: (name: string) => readonly string[] } {
  const { t } = useTranslation();
  const items = useQuery(propertiesQuery).data?.items ?? [];
  const types = new Map(Object.entries(DERIVED));
  for (const item of items) if (item.types.length > 0) types.set(item.name, item.types);
  const hidden = new Set(items.filter((item) => item.is_hidden).map((item) => item.name));
  const names = [...new Set([...items.map((item) => item.name), ...Object.keys(DERIVED)])];
  const options = names
    .filter((name) => !hidden.has(name))
    .map((name): Option => {
      const label = propertyTitle(t, name);
      return { value: name, label, group: t('conditions.group.properties'), ...hintOf(name, label) };
    })
    .sort((one, other) => one.label.localeCompare(other.label));
  return { options, typesOf: (name) => types.get(name) ?? [] };
}

/** Properties of an event, then what is stored of every event. */
export function useFieldOptions(event: string): { options: Option[]; typesOf: (name: string) => readonly string[] } {
  const { t } = useTranslation();
  const query = useQuery({ ...eventPropertiesQuery(event), enabled: isOneEvent(event), retry: false });
  const items = query.data?.items ?? [];
  const types = new Map(items.map((item) => [item.name, item.types]));
  const make = (name: string, group: string): Option => {
    const label = fieldTitle(t, name);
    return { value: name, label, group, ...hintOf(name, label) };
  };
  const own = items.filter((item) => !item.is_hidden).map((item) => make(item.name, t('conditions.group.fields')));
  const stored = STORED.filter((name) => !types.has(name)).map((name) => make(name, t('conditions.group.stored')));
  return { options: [...own, ...stored], typesOf: (name) => types.get(name) ?? [] };
}

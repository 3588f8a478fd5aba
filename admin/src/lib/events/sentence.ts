import type { TFunction } from 'i18next';
import type ru from '@/i18n/ru/sentences.json';
import type { Json, Properties } from '@/lib/api/types';
import type { Format } from '@/lib/format';
import { orderStatus, propertyTitle } from '@/lib/properties';

export interface Told {
  name: string;
  original_name?: string;
  url?: string;
  properties: Properties;
}

/** A plain text of a value, short enough for a line. */
export function textOf(value: Json | undefined): string {
  if (value === null || value === undefined) return '';
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

function first(properties: Properties, ...keys: string[]): string {
  for (const key of keys) {
    const text = textOf(properties[key]);
    if (text) return text;
  }
  return '';
}

/** The way on a page's address that a person reads: path, without the host. */
export function pathOf(url: string | undefined): string {
  if (!url) return '';
  try {
    const { pathname, search } = new URL(url);
    return decodeURIComponent(pathname + search);
  } catch {
    return url;
  }
}

function countOf(value: Json | undefined): number {
  return Array.isArray(value) ? value.length : 0;
}

interface Words {
  t: TFunction;
  format: Format;
  event: Told;
}
type Teller = (words: Words) => string;

/** What became of a message, by its channel: "Email: read". */
const message =
  (what: keyof (typeof ru)['message']['was']): Teller =>
  ({ t, event: { properties } }) =>
    t('sentences.message.said', {
      channel: t(`sentences.message.${first(properties, 'channel') || 'any'}`, {
        defaultValue: t('sentences.message.any'),
      }),
      what: t(`sentences.message.was.${what}`),
    });

const product: (key: 'viewed' | 'added' | 'removed' | 'liked') => Teller =
  (key) =>
  ({ t, format, event: { properties } }) => {
    const name = first(properties, 'name', 'product_id') || t('sentences.aProduct');
    const quantity = Number(properties.quantity ?? 1);
    const many = quantity > 1 ? ` × ${format.number(quantity)}` : '';
    const price = first(properties, 'price');
    const cost = price ? `, ${format.money(price, first(properties, 'currency') || undefined)}` : '';
    return `${t(`sentences.${key}`, { name })}${many}${cost}`;
  };

const order: (key: 'completed' | 'paid' | 'cancelled' | 'refunded' | 'started') => Teller =
  (key) =>
  ({ t, format, event: { properties } }) => {
    const id = first(properties, 'order_id');
    const amount = first(properties, 'amount');
    const sum = amount ? `, ${format.money(amount, first(properties, 'currency') || undefined)}` : '';
    const items = countOf(properties.items);
    const goods = items ? `, ${t('sentences.items', { count: items })}` : '';
    return `${t(`sentences.${key}`)}${id ? ` № ${id}` : ''}${sum}${goods}`;
  };

const changed: (property?: string) => Teller =
  (fixed) =>
  ({ t, event: { properties } }) => {
    const property = propertyTitle(t, fixed ?? first(properties, 'property'));
    const [old, now] = [textOf(properties.old), textOf(properties.new)];
    const author = first(properties, 'author');
    // A reference to a member or a token is no word; the history of the property gives the name.
    const by = author && !/^(member|token|system|visitor)(:|$)/.test(author) ? ` — ${author}` : '';
    if (!now) return `${t('sentences.unset', { property, old })}${by}`;
    if (!old) return `${t('sentences.given', { property, value: now })}${by}`;
    return `${t('sentences.changed', { property, old, value: now })}${by}`;
  };

type Named =
  | 'segmentEntered'
  | 'segmentLeft'
  | 'listJoined'
  | 'promoGiven'
  | 'promoUsed'
  | 'listLeft'
  | 'taskCreated'
  | 'taskDone';
const called: (key: Named, property: string) => Teller =
  (key, property) =>
  ({ t, event: { properties } }) =>
    t(`sentences.${key}`, { name: first(properties, property, `${property}_id`) });

const page: Teller = ({ t, event }) => {
  const name =
    first(event.properties, 'title') ||
    first(event.properties, 'path') ||
    pathOf(first(event.properties, 'url') || event.url);
  return name ? t('sentences.page', { name }) : t('sentences.aPage');
};

const session: Teller = ({ t, event: { properties } }) => {
  const kind = first(properties, 'channel_kind');
  const source = first(properties, 'utm_source') || pathOf(first(properties, 'referrer'));
  const channel = kind ? t(`common.channelKind.${kind as 'direct'}`, { defaultValue: kind }) : '';
  const from = [channel, source].filter((part) => part && part !== '/').join(', ');
  return from ? t('sentences.sessionFrom', { from }) : t('sentences.session');
};

const TELLERS: Readonly<Record<string, Teller>> = {
  $session_started: session,
  $page_viewed: page,
  $page_left: ({ t, format, event }) => {
    const seconds = Number(event.properties.active_ms ?? event.properties.duration_ms ?? 0) / 1000;
    const name = pathOf(first(event.properties, 'url') || event.url);
    return seconds >= 1
      ? t('sentences.leftAfter', { name, time: format.duration(seconds) })
      : t('sentences.left', { name });
  },
  $trigger_fired: ({ t, event: { properties } }) => t('sentences.trigger', { name: first(properties, 'name') }),
  $element_clicked: ({ t, event: { properties } }) =>
    t('sentences.clicked', { name: first(properties, 'text', 'element') }),
  $scrolled: ({ t, event: { properties } }) => t('sentences.scrolled', { depth: first(properties, 'depth') }),
  $exit_intent: ({ t }) => t('sentences.exit'),
  $time_on_page: ({ t, event: { properties } }) => t('sentences.timeOnPage', { seconds: first(properties, 'seconds') }),
  $time_on_site: ({ t, event: { properties } }) => t('sentences.timeOnSite', { seconds: first(properties, 'seconds') }),
  $search_performed: ({ t, event: { properties } }) => t('sentences.searched', { query: first(properties, 'query') }),
  $category_viewed: ({ t, event: { properties } }) =>
    t('sentences.category', { name: first(properties, 'category', 'name') }),
  $product_viewed: product('viewed'),
  $favorite_added: product('liked'),
  $cart_added: product('added'),
  $cart_removed: product('removed'),
  $cart_viewed: ({ t, format, event: { properties } }) => {
    const amount = first(properties, 'amount');
    return amount
      ? t('sentences.cartFor', { amount: format.money(amount, first(properties, 'currency') || undefined) })
      : t('sentences.cart');
  },
  $order_started: order('started'),
  $order_completed: order('completed'),
  $order_paid: order('paid'),
  $order_cancelled: order('cancelled'),
  $order_refunded: order('refunded'),
  $order_status_changed: ({ t, event: { properties } }) =>
    t('sentences.status', { id: first(properties, 'order_id'), status: orderStatus(t, first(properties, 'status')) }),
  $field_filled: ({ t, event: { properties } }) =>
    t('sentences.filled', { name: first(properties, 'name', 'label', 'element', 'field') }),
  $form_submitted: ({ t, event: { properties } }) =>
    t('sentences.form', { name: first(properties, 'form', 'name', 'element') }),
  $registered: ({ t }) => t('sentences.registered'),
  $signed_in: ({ t }) => t('sentences.signedIn'),
  $signed_out: ({ t }) => t('sentences.signedOut'),
  $consent_given: ({ t }) => t('sentences.consent'),
  $consent_withdrawn: ({ t }) => t('sentences.consentBack'),
  $subscribed: ({ t, event: { properties } }) =>
    t('sentences.subscribed', { channel: first(properties, 'channel', 'topic') }),
  $unsubscribed: ({ t, event: { properties } }) =>
    t('sentences.unsubscribed', { channel: first(properties, 'channel', 'topic') }),
  $message_sent: message('sent'),
  $message_delivered: message('delivered'),
  $message_shown: message('shown'),
  $message_read: message('read'),
  $message_clicked: message('clicked'),
  $message_closed: message('closed'),
  $message_replied: message('replied'),
  $message_unsubscribed: message('unsubscribed'),
  $message_complained: message('complained'),
  $message_bounced: message('bounced'),
  $message_failed: message('failed'),
  $message_skipped: message('skipped'),
  $goal_reached: ({ t }) => t('sentences.goal'),
  $promo_code_issued: called('promoGiven', 'code'),
  $promo_code_used: called('promoUsed', 'code'),
  $conversation_started: ({ t }) => t('sentences.talkStarted'),
  $conversation_replied: ({ t }) => t('sentences.talkReplied'),
  $conversation_closed: ({ t }) => t('sentences.talkClosed'),
  $conversation_reopened: ({ t }) => t('sentences.talkReopened'),
  $rated: ({ t, event: { properties } }) => t('sentences.rated', { score: first(properties, 'score') }),
  $task_created: called('taskCreated', 'title'),
  $task_done: called('taskDone', 'title'),
  $identified: ({ t, event: { properties } }) => {
    const id = first(properties, 'user_id', 'email');
    return id ? t('sentences.identified', { id }) : t('sentences.recognised');
  },
  $merged: ({ t }) => t('sentences.merged'),
  $unmerged: ({ t }) => t('sentences.unmerged'),
  $email_changed: changed('$email'),
  $phone_changed: changed('$phone'),
  $name_changed: changed('$name'),
  $property_changed: changed(),
  $segment_entered: called('segmentEntered', 'segment'),
  $segment_left: called('segmentLeft', 'segment'),
  $list_joined: called('listJoined', 'list'),
  $list_left: called('listLeft', 'list'),
  $score_reached: ({ t, format, event: { properties } }) => {
    const level = first(properties, 'level');
    const score = format.number(Number(first(properties, 'score')) || 0, 2);
    return level ? t('sentences.levelReached', { level, score }) : t('sentences.scoreReached', { score });
  },
};

/** What happened, in words a marketer would use; an event of the site is told by its own name. */
export function sentenceOf(t: TFunction, format: Format, event: Told): string {
  const tell = TELLERS[event.name];
  return (tell?.({ t, format, event }) ?? event.name).trim();
}

/** Names with a sentence: the test holds them equal to the names with a look. */
export const TOLD_NAMES: string[] = Object.keys(TELLERS);

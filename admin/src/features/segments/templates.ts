import type { Condition } from '@/lib/conditions/language';
import { DAY_BEGINS, DAY_ENDS, fromLocal } from '@/lib/conditions/moments';

/** Ready segments: every example of the reference (docs/reference/conditions.md), told by what it is for. */
export const TEMPLATE_GROUPS = ['sales', 'carts', 'interest', 'back', 'letters', 'people'] as const;
export type TemplateGroup = (typeof TEMPLATE_GROUPS)[number];

export interface Template {
  key: TemplateKey;
  group: TemplateGroup;
  /** The condition; dates are of the workspace's zone, around now. */
  make: (zone: string, now: Date) => Condition;
}

const FOOD = { property: 'category', op: 'eq', value: '' };

function lastMonth(zone: string, now: Date): { from: string; to: string } {
  const first = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 1)).toISOString().slice(0, 10);
  const last = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 0)).toISOString().slice(0, 10);
  return {
    from: fromLocal({ day: first, time: DAY_BEGINS }, zone),
    to: fromLocal({ day: last, time: DAY_ENDS }, zone),
  };
}

type Make = (zone: string, now: Date) => object;

const ready = (group: TemplateGroup, make: Make) => ({ group, make: make as Template['make'] });

const MAKERS = {
  bought: ready('sales', () => ({ event: '$order_completed', where: [FOOD] })),
  oftenBought: ready('sales', () => ({ event: '$order_completed', times: { op: 'gt', value: 3 } })),
  yearSum: ready('sales', () => ({
    event: '$order_paid',
    measure: { of: 'amount', as: 'sum', op: 'gte', value: 10000 },
    within: { last: 'P1Y' },
  })),
  averageOrder: ready('sales', () => ({
    event: '$order_paid',
    measure: { of: 'amount', as: 'avg', op: 'between', value: [1000, 5000] },
  })),
  notDelivered: ready('sales', () => ({
    event: '$order_completed',
    measure: { of: 'status', as: 'last', op: 'ne', value: 'delivered' },
  })),
  quickOrder: ready('sales', () => ({
    sequence: [{ event: '$product_viewed' }, { event: '$cart_added' }, { event: '$order_completed' }],
    within: 'P1D',
  })),
  richCart: ready('carts', () => ({
    all: [
      { event: '$cart_viewed', where: [{ property: 'amount', op: 'gt', value: 20000 }] },
      { event: '$order_completed', times: { op: 'eq', value: 0 } },
    ],
  })),
  leftCart: ready('carts', () => ({
    sequence: [{ event: '$cart_viewed' }, { not: { event: '$order_completed' } }],
    within: 'PT1H',
    during: { last: 'P7D' },
  })),
  oneCategory: ready('interest', () => ({
    event: '$product_viewed',
    same: 'category',
    times: { op: 'gte', value: 3 },
    within: { last: 'P7D' },
  })),
  oneProduct: ready('interest', () => ({
    event: '$product_viewed',
    same: 'product_id',
    times: { op: 'gte', value: 3 },
  })),
  hotLead: ready('interest', () => ({
    all: [
      { property: '$initial_channel_kind', op: 'eq', value: 'context_ads' },
      { property: '$score', op: 'gte', value: 26 },
      {
        event: '$page_viewed',
        where: [{ property: 'path', op: 'contains', value: '' }],
        times: { op: 'gt', value: 2 },
      },
      { not: { event: '$form_submitted' } },
    ],
  })),
  betweenDates: ready('interest', (zone, now) => ({ event: '$page_viewed', within: lastMonth(zone, now) })),
  boughtLongAgo: ready('back', () => ({
    all: [
      { event: '$order_completed', where: [FOOD] },
      { not: { event: '$order_completed', where: [FOOD], within: { last: 'P3M' } } },
    ],
  })),
  sleeping: ready('back', () => ({
    all: [
      { event: '$order_completed', times: { op: 'gte', value: 1 } },
      { event: '*', times: { op: 'eq', value: 0 }, within: { last: 'P60D' } },
    ],
  })),
  birthday: ready('back', () => ({ property: '$birthday', op: 'anniversary_within', value: 'P7D' })),
  readTopic: ready('letters', () => ({
    event: '$message_read',
    where: [{ property: 'topic', op: 'eq', value: '' }],
    measure: { of: 'message_id', as: 'distinct', op: 'gte', value: 5 },
  })),
  unread: ready('letters', () => ({
    all: [
      { message: { id: 0 }, status: 'delivered' },
      { message: { id: 0 }, status: 'read', times: { op: 'eq', value: 0 } },
    ],
  })),
  clicked: ready('letters', () => ({ message: { any: true }, status: 'clicked', within: { last: 'P30D' } })),
  mayWrite: ready('letters', () => ({
    all: [{ subscribed: { channel: 'email', topic: 'news' } }, { consent: 'advertising' }],
  })),
  marked: ready('people', () => ({
    all: [{ segment: 0 }, { not: { list: 0 } }, { any: [{ tag: 'vip' }, { tag: '' }] }],
  })),
  reachable: ready('people', () => ({
    any: [
      { property: '$email', op: 'set' },
      { property: '$phone', op: 'set' },
    ],
  })),
  unregistered: ready('people', () => ({ property: '$user_id', op: 'unset' })),
  registered: ready('people', () => ({ property: '$user_id', op: 'set' })),
  newcomers: ready('people', () => ({ property: '$first_seen', op: 'within_last', value: 'P7D' })),
};

export type TemplateKey = keyof typeof MAKERS;

export const TEMPLATES: Template[] = Object.entries(MAKERS).map(([key, template]) => ({
  key: key as TemplateKey,
  ...template,
}));

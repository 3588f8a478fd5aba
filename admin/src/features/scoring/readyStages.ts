import type { Stage } from '@/lib/api/scoring';

const ORDERED = { property: '$orders_count', op: 'gte', value: 1 };
const NAMED = {
  any: [
    { property: '$email', op: 'set' },
    { property: '$phone', op: 'set' },
  ],
};
const quiet = (event: string) => ({ event, times: { op: 'eq', value: 0 }, within: { last: 'P90D' } });

/** The ready-made set, as the server suggests it to a workspace that has saved none. */
export const READY_STAGES: Stage[] = [
  { key: 'visitor', name: { ru: 'Посетитель', en: 'Visitor' } },
  { key: 'lead', name: { ru: 'Лид', en: 'Lead' }, when: NAMED },
  {
    key: 'user',
    name: { ru: 'Пользователь', en: 'User' },
    when: { any: [{ event: '$registered' }, { event: '$signed_in' }] },
  },
  { key: 'buyer', name: { ru: 'Покупатель', en: 'Buyer' }, when: ORDERED },
  {
    key: 'repeat',
    name: { ru: 'Постоянный покупатель', en: 'Repeat buyer' },
    when: { property: '$orders_count', op: 'gte', value: 2 },
  },
  {
    key: 'sleeping',
    name: { ru: 'Спящий', en: 'Sleeping' },
    when: { all: [ORDERED, quiet('$order_completed'), quiet('$session_started')] },
  },
];

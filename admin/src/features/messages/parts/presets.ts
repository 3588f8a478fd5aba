import {
  IconArrowBarToUp,
  IconArrowsDown,
  IconBasketX,
  IconClick,
  IconCode,
  IconEye,
  IconFileStack,
  IconHourglass,
  IconMail,
  IconReceipt,
  IconShoppingCartX,
  IconStar,
} from '@tabler/icons-react';
import type { Trigger } from '../api/graph';

/** Triggers with the numbers they usually have; each is a beginning to change. */
export interface Preset {
  key:
    | 'pages5'
    | 'pages7'
    | 'minutesOnSite'
    | 'timeOnPage'
    | 'scroll'
    | 'exit'
    | 'cartLeft'
    | 'lookedAndLeft'
    | 'afterOrder'
    | 'orderStatus'
    | 'emailLeft'
    | 'elementSeen'
    | 'called';
  icon: typeof IconEye;
  trigger: Trigger;
  /** Only while a page is open: it can show something there. */
  isBrowser?: true;
}

const DONE = [{ event: '$order_completed' }];

export const PRESETS: Preset[] = [
  { key: 'exit', icon: IconArrowBarToUp, trigger: { browser: 'exit_intent' }, isBrowser: true },
  { key: 'pages5', icon: IconFileStack, trigger: { browser: 'pages', count: 5, of: 'session' }, isBrowser: true },
  { key: 'pages7', icon: IconFileStack, trigger: { browser: 'pages', count: 7, of: 'all' }, isBrowser: true },
  { key: 'minutesOnSite', icon: IconHourglass, trigger: { browser: 'time_on_site', seconds: 900 }, isBrowser: true },
  { key: 'timeOnPage', icon: IconEye, trigger: { browser: 'time_on_page', seconds: 30 }, isBrowser: true },
  { key: 'scroll', icon: IconArrowsDown, trigger: { browser: 'scroll', percent: 50 }, isBrowser: true },
  { key: 'elementSeen', icon: IconClick, trigger: { browser: 'element_seen', selector: '' }, isBrowser: true },
  { key: 'called', icon: IconCode, trigger: { browser: 'call', name: 'promo' }, isBrowser: true },
  { key: 'cartLeft', icon: IconShoppingCartX, trigger: { event: '$cart_added', after: 'PT1H', unless: DONE } },
  {
    key: 'lookedAndLeft',
    icon: IconBasketX,
    trigger: {
      event: '$product_viewed',
      after: 'PT15M',
      unless: [{ event: '$page_viewed' }, { event: '$cart_added' }, ...DONE],
    },
  },
  { key: 'afterOrder', icon: IconReceipt, trigger: { event: '$order_completed', after: 'PT10M' } },
  {
    key: 'orderStatus',
    icon: IconStar,
    trigger: {
      event: '$order_status_changed',
      where: [{ property: 'status', op: 'eq', value: '' }],
      after: 'P3D',
    },
  },
  {
    key: 'emailLeft',
    icon: IconMail,
    trigger: { event: '$email_changed', where: [{ property: 'first', op: 'eq', value: true }] },
  },
];

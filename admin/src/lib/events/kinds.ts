import {
  IconBasket,
  IconBolt,
  IconBrowser,
  IconChecklist,
  IconClick,
  IconCreditCard,
  IconDiscount,
  IconDiscountCheck,
  IconDoorEnter,
  IconDoorExit,
  IconEye,
  IconFileCheck,
  IconFilterMinus,
  IconFilterPlus,
  IconFlame,
  IconForms,
  IconGitMerge,
  IconHeart,
  IconId,
  IconListDetails,
  IconLogin2,
  IconMailCheck,
  IconMailOff,
  IconMailOpened,
  IconMailPause,
  IconMessage,
  IconMessageCheck,
  IconMoodSad,
  IconPencil,
  IconReceipt,
  IconReceiptRefund,
  IconSearch,
  IconSend,
  IconShieldCheck,
  IconShieldOff,
  IconShoppingCartMinus,
  IconShoppingCartPlus,
  IconStar,
  IconTarget,
  IconTruck,
  IconUserPlus,
  IconX,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';

export type EventKind = 'visits' | 'shop' | 'forms' | 'talks' | 'changes' | 'custom';
type Icon = ComponentType<{ size?: number | string; stroke?: number }>;

interface Look {
  kind: EventKind;
  icon: Icon;
  color: string;
}

const visit = (icon: Icon): Look => ({ kind: 'visits', icon, color: 'gray' });
const shop = (icon: Icon, color = 'teal'): Look => ({ kind: 'shop', icon, color });
const form = (icon: Icon): Look => ({ kind: 'forms', icon, color: 'iris' });
const talk = (icon: Icon): Look => ({ kind: 'talks', icon, color: 'blue' });
const change = (icon: Icon): Look => ({ kind: 'changes', icon, color: 'orange' });

/** How each standard event looks and which filter it belongs to; names from docs/reference (names of events). */
export const LOOKS: Readonly<Record<string, Look>> = {
  $session_started: visit(IconDoorEnter),
  $page_viewed: visit(IconBrowser),
  $page_left: visit(IconDoorExit),
  $element_clicked: visit(IconClick),
  $trigger_fired: visit(IconBolt),
  $scrolled: visit(IconEye),
  $exit_intent: visit(IconDoorExit),
  $time_on_page: visit(IconEye),
  $time_on_site: visit(IconEye),
  $search_performed: visit(IconSearch),
  $category_viewed: shop(IconEye, 'gray'),
  $product_viewed: shop(IconEye, 'gray'),
  $favorite_added: shop(IconHeart, 'pink'),
  $cart_added: shop(IconShoppingCartPlus),
  $cart_removed: shop(IconShoppingCartMinus, 'orange'),
  $cart_viewed: shop(IconBasket),
  $order_started: shop(IconReceipt),
  $order_completed: shop(IconReceipt, 'green'),
  $order_paid: shop(IconCreditCard, 'green'),
  $order_cancelled: shop(IconX, 'red'),
  $order_refunded: shop(IconReceiptRefund, 'red'),
  $order_status_changed: shop(IconTruck),
  $field_filled: form(IconForms),
  $form_submitted: form(IconFileCheck),
  $registered: form(IconUserPlus),
  $signed_in: form(IconLogin2),
  $signed_out: form(IconDoorExit),
  $consent_given: form(IconShieldCheck),
  $consent_withdrawn: form(IconShieldOff),
  $subscribed: form(IconFileCheck),
  $unsubscribed: form(IconX),
  $message_sent: talk(IconSend),
  $message_delivered: talk(IconMailCheck),
  $message_shown: talk(IconEye),
  $message_read: talk(IconMailOpened),
  $message_clicked: talk(IconClick),
  $message_closed: talk(IconX),
  $message_replied: talk(IconMessage),
  $message_unsubscribed: talk(IconX),
  $message_complained: talk(IconMoodSad),
  $message_bounced: talk(IconMailOff),
  $message_failed: talk(IconMailOff),
  $message_skipped: talk(IconMailPause),
  $goal_reached: change(IconTarget),
  $promo_code_issued: talk(IconDiscount),
  $promo_code_used: talk(IconDiscountCheck),
  $conversation_started: talk(IconMessage),
  $conversation_replied: talk(IconMessage),
  $conversation_closed: talk(IconMessageCheck),
  $conversation_reopened: talk(IconMessage),
  $rated: talk(IconStar),
  $task_created: talk(IconChecklist),
  $task_done: talk(IconChecklist),
  $identified: change(IconId),
  $merged: change(IconGitMerge),
  $unmerged: change(IconGitMerge),
  $email_changed: change(IconPencil),
  $phone_changed: change(IconPencil),
  $name_changed: change(IconPencil),
  $property_changed: change(IconPencil),
  $segment_entered: change(IconFilterPlus),
  $segment_left: change(IconFilterMinus),
  $list_joined: change(IconListDetails),
  $list_left: change(IconListDetails),
  $score_reached: change(IconFlame),
};

const CUSTOM: Look = { kind: 'custom', icon: IconBolt, color: 'grape' };
export const KINDS: EventKind[] = ['visits', 'shop', 'forms', 'talks', 'changes', 'custom'];

export function lookOf(name: string): Look {
  return LOOKS[name] ?? CUSTOM;
}

/** Our names of a kind; the site's own events are told by having none of them. */
export function namesOf(kind: EventKind): string[] {
  return Object.entries(LOOKS).flatMap(([name, look]) => (look.kind === kind ? [name] : []));
}

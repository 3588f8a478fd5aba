import i18next, { type TFunction } from 'i18next';
import type en from '@/i18n/en/messages.json';
import type { Send } from './api';

type Reason = keyof typeof en.reason;
type Wait = keyof typeof en.wait;
type Heard = keyof typeof en.heard;

export const HEARD: Heard[] = [
  'complained',
  'unsubscribed',
  'bounced',
  'replied',
  'clicked',
  'read',
  'shown',
  'closed',
  'delivered',
];

/** The strongest thing that was heard of it after it left, with its moment. */
export function lastHeard({ heard }: Pick<Send, 'heard'>): { word: Heard; at: string } | null {
  for (const word of HEARD) {
    const at = heard[word];
    if (at) return { word, at };
  }
  return null;
}

/** A refusal in the talk with the far server: its code, or the enhanced one. */
export const SMTP = /^smtp_[\d.]+$/;

/** Why it was decided so; a code we have no words for stays a code. */
export function reasonWords(t: TFunction, reason: string): string {
  if (reason === '') return '';
  if (SMTP.test(reason)) return t('messages.reason.smtp', { code: reason.replace('smtp_', '') });
  return i18next.exists(`messages.reason.${reason}`) ? t(`messages.reason.${reason as Reason}`) : reason;
}

export function waitWords(t: TFunction, what: string): string {
  return i18next.exists(`messages.wait.${what}`) ? t(`messages.wait.${what as Wait}`) : what;
}

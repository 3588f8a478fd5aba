import {
  type Icon,
  IconAdjustments,
  IconClick,
  IconClockHour4,
  IconForms,
  IconHeading,
  IconMessage,
  IconPhoto,
  IconShieldCheck,
  IconTicket,
  IconTypography,
} from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import { freeName } from './edits';
import type { Block, FieldBlock, FieldType, Kind, Option, Popup } from './popup';

export const ICONS: Partial<Record<string, Icon>> = {
  title: IconHeading,
  text: IconTypography,
  picture: IconPhoto,
  button: IconClick,
  field: IconForms,
  consent: IconShieldCheck,
  answer: IconMessage,
  timer: IconClockHour4,
  code: IconTicket,
};

/** A newer version may know more kinds. */
export const UNKNOWN_ICON: Icon = IconAdjustments;

/** Where answers of these types go unless told otherwise, and what such a field is called. */
const USUAL: Partial<Record<FieldType, { name: string; property: string }>> = {
  email: { name: 'email', property: '$email' },
  phone: { name: 'phone', property: '$phone' },
};

export const hasOptions = (type: FieldType): boolean => type === 'choice' || type === 'choices';

function firstOptions(t: TFunction): Option[] {
  return [1, 2].map((n) => ({ value: String(n), label: t('popups.made.option', { n }) }));
}

/** A field of a type, as little as it takes to be one. */
export function makeField(t: TFunction, popup: Popup, type: FieldType): FieldBlock {
  const usual = USUAL[type];
  const name = freeName(popup, usual?.name ?? 'answer');
  return {
    kind: 'field',
    name,
    type,
    label: t(`popups.made.field.${type}`),
    hint: '',
    required: usual !== undefined,
    why: '',
    property: usual?.property ?? name,
    ...(hasOptions(type) && { options: firstOptions(t) }),
  };
}

/** The field as another type: what is asked stays, answers to choose from come or go. */
export function withType(t: TFunction, field: FieldBlock, type: FieldType): FieldBlock {
  const { options, ...rest } = field;
  const wasUsual = field.label === t(`popups.made.field.${field.type}`);
  const usual = USUAL[type];
  return {
    ...rest,
    type,
    ...(wasUsual && { label: t(`popups.made.field.${type}`) }),
    ...(usual && { property: usual.property }),
    ...(!usual && USUAL[field.type]?.property === field.property && { property: field.name }),
    ...(hasOptions(type) && { options: options ?? firstOptions(t) }),
  };
}

/** A block as it is when it has just been added. */
export function makeBlock(t: TFunction, popup: Popup, kind: Kind): Block {
  switch (kind) {
    case 'title':
      return { kind, text: t('popups.made.title') };
    case 'text':
      return { kind, text: t('popups.made.text') };
    case 'picture':
      return { kind, url: '', alt: '' };
    case 'button':
      return makeButton(t, popup);
    case 'field':
      return makeField(t, popup, 'email');
    case 'consent':
      return { kind, text: t('popups.made.consent'), channel: 'email', topic: '', required: false };
    case 'answer':
      return { kind, hint: t('popups.made.answerHint'), button: t('popups.made.send') };
    case 'timer':
      return { kind, seconds: 600, ended: t('popups.made.ended') };
    case 'code':
      return { kind, text: 'OTKLIK10' };
  }
}

function makeButton(t: TFunction, popup: Popup): Block {
  const asks = popup.pages.some((page) => page.blocks.some((block) => block.kind === 'field'));
  return asks
    ? { kind: 'button', text: t('popups.made.send'), does: 'submit', look: 'main' }
    : { kind: 'button', text: t('popups.made.button'), does: 'link', url: '', look: 'main' };
}

/** The words a block is told apart by in lists. */
export function blockWords(block: Block): string {
  switch (block.kind) {
    case 'picture':
      return block.alt;
    case 'field':
      return block.label;
    case 'answer':
      return block.hint;
    case 'timer':
      return '';
    default:
      return block.text.replaceAll('*', '');
  }
}

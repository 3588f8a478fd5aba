import {
  type Icon,
  IconAdjustments,
  IconClick,
  IconCode,
  IconColumns2,
  IconFileCode,
  IconHeading,
  IconLineDashed,
  IconPhoto,
  IconShare,
  IconShoppingCart,
  IconSpacingVertical,
  IconTypography,
  IconUserMinus,
} from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import type { Block, Kind } from './letter';
import { wordsOf } from './rich';

/** Liquid: filled in when the letter leaves. */
const NAME = '{{ workspace.name }}';
export const ICONS: Partial<Record<string, Icon>> = {
  heading: IconHeading,
  text: IconTypography,
  picture: IconPhoto,
  button: IconClick,
  divider: IconLineDashed,
  spacer: IconSpacingVertical,
  columns: IconColumns2,
  social: IconShare,
  goods: IconShoppingCart,
  html: IconCode,
  mjml: IconFileCode,
  footer: IconUserMinus,
};

/** A newer version may know more kinds. */
export const UNKNOWN_ICON: Icon = IconAdjustments;

/** A block as it is when it has just been added. */
export function makeBlock(t: TFunction, kind: Kind): Block {
  switch (kind) {
    case 'heading':
      return { kind, text: t('letters.made.heading'), size: 2 };
    case 'text':
      return { kind, html: `<p>${t('letters.made.text')}</p>` };
    case 'picture':
      return { kind, url: '', alt: '' };
    case 'button':
      return { kind, text: t('letters.made.button'), url: 'https://example.com', look: 'main' };
    case 'divider':
      return { kind };
    case 'spacer':
      return { kind, height: 24 };
    case 'columns':
      return {
        kind,
        columns: [1, 2].map(() => ({ blocks: [{ kind: 'text', html: `<p>${t('letters.made.text')}</p>` }] })),
      };
    case 'social':
      return { kind, links: [{ network: 'telegram', url: 'https://t.me/' }], align: 'center' };
    case 'goods':
      return {
        ...{ kind, of: 'event.items', limit: 6, name: 'name', price: 'price' },
        ...{ quantity: 'quantity', picture: 'picture', link: 'url' },
      };
    case 'html':
      return { kind, html: '<p></p>' };
    case 'mjml':
      return { kind, mjml: '<mj-section><mj-column><mj-text></mj-text></mj-column></mj-section>' };
    case 'footer':
      return {
        kind,
        html: `<p>${t('letters.made.why', { name: NAME, interpolation: { skipOnVariables: true, escapeValue: false } })}</p>`,
        choose: t('letters.made.choose'),
        leave: t('letters.made.leave'),
      };
  }
}

/** The words a block is told apart by in lists. */
export function blockWords(block: Block): string {
  switch (block.kind) {
    case 'heading':
    case 'button':
      return block.text;
    case 'text':
      return wordsOf(block.html);
    case 'picture':
      return block.alt;
    case 'footer':
      return block.leave;
    default:
      return '';
  }
}

import type { Json } from '@/lib/api/types';

/** A popup or a form as its content is saved: docs/reference/popups.md. What is being made may still have gaps. */

export const LOOKS = ['small', 'large', 'banner', 'embedded'] as const;
export type Look = (typeof LOOKS)[number];
export const CORNERS = ['bottom_right', 'bottom_left', 'top_right', 'top_left'] as const;
export const EDGES = ['top', 'bottom'] as const;
export type Place = (typeof CORNERS)[number] | (typeof EDGES)[number] | { selector: string };

export interface Theme {
  accent: string;
  background: string;
  ink: string;
  radius: number;
  font: 'page' | 'system';
}

export interface PictureBlock {
  kind: 'picture';
  url: string;
  alt: string;
  href?: string;
}
export interface TitleBlock {
  kind: 'title';
  text: string;
}
export interface TextBlock {
  kind: 'text';
  text: string;
}
export const DEEDS = ['submit', 'next', 'link', 'talk', 'event', 'close'] as const;
export type Deed = (typeof DEEDS)[number];
export interface ButtonBlock {
  kind: 'button';
  text: string;
  does: Deed;
  url?: string;
  new_tab?: boolean;
  event?: string;
  look: 'main' | 'plain';
}
export const FIELD_TYPES = ['email', 'phone', 'text', 'long_text', 'number', 'date', 'choice', 'choices'] as const;
export type FieldType = (typeof FIELD_TYPES)[number];
export interface Option {
  value: string;
  label: string;
  points?: number;
}
export interface FieldBlock {
  kind: 'field';
  name: string;
  type: FieldType;
  label: string;
  hint?: string;
  required?: boolean;
  why?: string;
  property?: string;
  options?: Option[];
}
export interface ConsentBlock {
  kind: 'consent';
  text: string;
  /** Leave to write by it; none: leave to process his data. */
  channel?: string;
  topic?: string;
  required?: boolean;
}
export interface AnswerBlock {
  kind: 'answer';
  hint: string;
  button: string;
}
export interface TimerBlock {
  kind: 'timer';
  until?: string;
  seconds?: number;
  ended?: string;
}
export interface CodeBlock {
  kind: 'code';
  text: string;
}
export type Block =
  | PictureBlock
  | TitleBlock
  | TextBlock
  | ButtonBlock
  | FieldBlock
  | ConsentBlock
  | AnswerBlock
  | TimerBlock
  | CodeBlock;
export const KINDS = [
  ...(['title', 'text', 'picture', 'button', 'field'] as const),
  ...(['consent', 'answer', 'timer', 'code'] as const),
] as const;
export type Kind = Block['kind'];

/** Who answered `field` with one of `is` goes to the page `to` instead of the next one. */
export interface Way {
  field: string;
  is: string[];
  to: string;
}
export interface PopupPage {
  id: string;
  blocks: Block[];
  next?: string | null;
  ways?: Way[];
}
export interface Popup {
  look: Look;
  /** What points of answers are added to. */
  points_property?: string;
  /** Whether subscriptions to letters wait until they are confirmed; without: as the workspace does. */
  confirming?: 'on' | 'off' | null;
  place?: Place;
  theme: Theme;
  closes?: boolean;
  overlay?: boolean;
  pages: PopupPage[];
}

/** Where a block stands. */
export interface Spot {
  page: number;
  block: number;
}

/** Tells a block from the others: `0.1`. */
export const keyOf = ({ page, block }: Spot): string => `${page}.${block}`;

export function spotOf(key: string): Spot {
  const [page = 0, block = 0] = key.split('.').map(Number);
  return { page, block };
}

export const THEME: Theme = { accent: '#2f6feb', background: '#ffffff', ink: '#1a1d21', radius: 12, font: 'system' };

/** Where a popup of this look stands unless told otherwise. */
export const PLACE_OF: Record<Look, Place | undefined> = {
  small: 'bottom_right',
  large: undefined,
  banner: 'bottom',
  embedded: { selector: '' },
};

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readPage(value: unknown, index: number): PopupPage {
  const page = isRecord(value) ? value : {};
  const blocks = Array.isArray(page.blocks) ? page.blocks.filter(isRecord) : [];
  return {
    ...page,
    id: typeof page.id === 'string' ? page.id : `p${index + 1}`,
    blocks: blocks as unknown as Block[],
  };
}

/** The content as a popup: what lacks altogether (a content just begun, one written by hand) gets its usual value. */
export function readPopup(content: Record<string, Json>): Popup {
  const look = LOOKS.find((each) => each === content.look) ?? 'small';
  const pages = Array.isArray(content.pages) && content.pages.length > 0 ? content.pages : [{ id: 'a', blocks: [] }];
  const theme = isRecord(content.theme) ? content.theme : {};
  return {
    ...(content as object),
    look,
    theme: { ...THEME, ...theme },
    pages: pages.map(readPage),
  };
}

/** The popup as the content that is saved. */
export function writePopup(popup: Popup): Record<string, Json> {
  return popup as unknown as Record<string, Json>;
}

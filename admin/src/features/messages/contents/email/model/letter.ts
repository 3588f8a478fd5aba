import type { Json } from '@/lib/api/types';

/** A letter made of blocks as its content is saved: docs/reference/letter-blocks.md. What is being made may have gaps. */

export const FONTS = ['system', 'sans', 'verdana', 'trebuchet', 'serif'] as const;
export interface Theme {
  accent: string;
  background: string;
  ground: string;
  ink: string;
  font: (typeof FONTS)[number];
  width: number;
  radius: number;
  is_dark: boolean;
}
export const THEME: Theme = {
  accent: '#4653c9',
  background: '#f3f4f7',
  ground: '#ffffff',
  ink: '#1b1f25',
  font: 'system',
  width: 600,
  radius: 12,
  is_dark: true,
};
export const ALIGNS = ['left', 'center', 'right'] as const;
export type Align = (typeof ALIGNS)[number];

interface Common {
  if?: string;
  padding?: number;
  background?: string;
  on?: 'all' | 'desktop' | 'phone';
}
export interface HeadingBlock extends Common {
  kind: 'heading';
  text: string;
  size?: 1 | 2 | 3;
  align?: Align;
}
export interface TextBlock extends Common {
  kind: 'text';
  html: string;
  size?: 'small' | 'usual' | 'large';
  align?: Align;
}
export interface PictureBlock extends Common {
  kind: 'picture';
  url: string;
  alt: string;
  href?: string;
  width?: number;
  align?: Align;
  is_wide?: boolean;
}
export interface ButtonBlock extends Common {
  kind: 'button';
  text: string;
  url: string;
  look?: 'main' | 'plain';
  align?: Align;
  is_wide?: boolean;
}
export interface DividerBlock extends Common {
  kind: 'divider';
}
export interface SpacerBlock extends Common {
  kind: 'spacer';
  height: number;
}
export const NETWORKS = [
  ...(['telegram', 'vk', 'max', 'whatsapp', 'youtube', 'instagram', 'facebook', 'dzen', 'ok'] as const),
  ...(['linkedin', 'x', 'tiktok', 'site'] as const),
] as const;
export type Network = (typeof NETWORKS)[number];
export interface SocialBlock extends Common {
  kind: 'social';
  links: { network: Network; url: string }[];
  align?: Align;
}
export interface GoodsBlock extends Common {
  kind: 'goods';
  of: string;
  limit?: number;
  name: string;
  price?: string;
  sign?: string;
  quantity?: string;
  picture?: string;
  link?: string;
}
export interface HtmlBlock extends Common {
  kind: 'html';
  html: string;
}
export interface Column {
  blocks: Block[];
  share?: number;
}
export interface ColumnsBlock extends Common {
  kind: 'columns';
  columns: Column[];
  stays?: boolean;
}
export interface MjmlBlock extends Common {
  kind: 'mjml';
  mjml: string;
}
export interface FooterBlock extends Common {
  kind: 'footer';
  html?: string;
  /** Of the link to the page where one chooses; without it there is none. */
  choose?: string;
  leave: string;
}
export type Block =
  | HeadingBlock
  | TextBlock
  | PictureBlock
  | ButtonBlock
  | DividerBlock
  | SpacerBlock
  | SocialBlock
  | GoodsBlock
  | HtmlBlock
  | ColumnsBlock
  | MjmlBlock
  | FooterBlock;
export type Kind = Block['kind'];

/** Those that may stand in a column, too. */
export const LEAVES = [
  ...(['heading', 'text', 'picture', 'button', 'divider', 'spacer'] as const),
  ...(['social', 'goods', 'html'] as const),
] as const;
export const WHOLES = ['columns', 'footer', 'mjml'] as const;

export interface Design {
  language?: 'ru' | 'en';
  theme: Theme;
  blocks: Block[];
}

/** Where a block stands: `[2]` in the letter, `[2, 0, 1]` in a column of the block 2. */
export type Spot = readonly [number] | readonly [number, number, number];
export const keyOf = (spot: Spot): string => spot.join('-');

export function spotOf(key: string): Spot | null {
  const [at, column, inner] = key.split('-').map(Number);
  if (at === undefined || Number.isNaN(at)) return null;
  return column === undefined || inner === undefined ? [at] : [at, column, inner];
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What lacks altogether gets its usual value. */
export function readDesign(value: Json | undefined): Design {
  const given = isRecord(value) ? value : {};
  const blocks: unknown[] = Array.isArray(given.blocks) ? given.blocks : [];
  return {
    ...given,
    theme: { ...THEME, ...(isRecord(given.theme) ? given.theme : {}) },
    blocks: blocks.filter(isRecord).map(readBlock),
  };
}

function readBlock(value: Record<string, unknown>): Block {
  if (value.kind !== 'columns') return value as unknown as Block;
  const columns = Array.isArray(value.columns) ? value.columns.filter(isRecord) : [];
  return {
    ...value,
    columns: columns.map((column) => ({ ...column, blocks: Array.isArray(column.blocks) ? column.blocks : [] })),
  } as unknown as Block;
}

export const writeDesign = (design: Design): Json => design as unknown as Json;

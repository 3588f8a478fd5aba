import type { Popup } from '../model/popup';

/** The widget's own drawing of popups (widget/src/onsite/preview): what visitors get, nothing sent. */

export interface DrawOptions {
  language: 'ru' | 'en';
  /** The page that stands there, by its id. */
  page?: string;
  isDark?: boolean;
  /** As for a visitor: checks what is typed and turns pages; else a press only tells which block it met. */
  acts?: boolean;
  /** What is outlined: `pages[0].blocks[1]`. */
  selected?: string;
  heard?: (what: Heard) => void;
}
export interface Heard {
  page?: string;
  block?: string;
  closed?: boolean;
}
export interface Drawn {
  root: ShadowRoot;
  update: (content: Popup, options: DrawOptions) => void;
  remove: () => void;
}
interface Renderer {
  draw: (place: HTMLElement, content: Popup, options: DrawOptions) => Drawn;
}

let coming: Promise<Renderer> | undefined;

/** The renderer's file, once; what failed may be tried again. */
export function loadRenderer(): Promise<Renderer> {
  coming ??= (import(/* @vite-ignore */ `${window.location.origin}/onsite-preview.js`) as Promise<Renderer>).catch(
    (error: unknown) => {
      coming = undefined;
      throw error;
    },
  );
  return coming;
}

/** How the renderer calls a block of a page. */
export const pathOf = (page: number, block: number): string => `pages[${page}].blocks[${block}]`;

const PATH = /^pages\[(\d+)\]\.blocks\[(\d+)\]$/;

export function spotOf(path: string): { page: number; block: number } | null {
  const found = PATH.exec(path);
  return found ? { page: Number(found[1]), block: Number(found[2]) } : null;
}

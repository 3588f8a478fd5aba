import { useEffect, useRef } from 'react';
import { useBuilding } from '../context';
import { blockAt, changeBlock } from '../model/edits';
import type { Block, Spot } from '../model/popup';
import type { Drawn } from './renderer';

/** Properties of the drawn text that the field over it takes. */
const WORN = [
  ...(['fontFamily', 'fontSize', 'fontWeight', 'lineHeight', 'letterSpacing', 'textAlign'] as const),
  ...(['paddingTop', 'paddingRight', 'paddingBottom', 'paddingLeft', 'color'] as const),
] as const;

/** What of a block wears the looks of its words. */
const INNER: Record<string, string> = { title: 'h2', button: 'button, a' };

const isText = (block: Block | undefined): block is Block & { text: string } =>
  block !== undefined && 'text' in block && typeof block.text === 'string';

/** A double press on a text in the preview opens a field over it, in the text's own looks. */
export function useInlineText(drawn: Drawn | null): void {
  const building = useBuilding();
  const now = useRef(building);
  useEffect(() => {
    now.current = building;
  });
  useEffect(() => {
    if (!drawn) return;
    let close: (() => void) | undefined;
    const open = (event: Event): void => {
      const element = (event.target as Element | null)?.closest('[data-block]');
      const { chosen, popup } = now.current;
      if (!element) return;
      const spot: Spot = { page: chosen.page, block: Number((element as HTMLElement).dataset.block) };
      if (!isText(blockAt(popup, spot))) return;
      close?.();
      close = openField(drawn, spot, () => now.current);
    };
    drawn.root.addEventListener('dblclick', open);
    return () => {
      close?.();
      drawn.root.removeEventListener('dblclick', open);
    };
  }, [drawn]);
}

/** The field over a text: what is typed is in the popup at once. Gone when it loses the focus, or by Escape. */
function openField(drawn: Drawn, spot: Spot, now: () => ReturnType<typeof useBuilding>): () => void {
  const document = drawn.root.ownerDocument;
  const field = document.createElement('textarea');
  const { popup, edit } = now();
  const block = blockAt(popup, spot);
  field.value = isText(block) ? block.text : '';
  field.setAttribute('aria-label', field.value);
  const lay = (): void => {
    const text = drawn.root.querySelector<HTMLElement>(`[data-block="${spot.block}"]`);
    const inner = text?.querySelector<HTMLElement>(INNER[block?.kind ?? ''] ?? ':scope') ?? text;
    if (inner) layOver(field, inner, now().popup.theme.background);
  };
  const close = (): void => {
    field.onblur = null;
    field.remove();
  };
  field.oninput = () => {
    edit((popup) => {
      const before = blockAt(popup, spot);
      return isText(before) ? changeBlock(popup, spot, { ...before, text: field.value } as Block) : popup;
    }, `${spot.page}.${spot.block}`);
    requestAnimationFrame(lay);
  };
  field.onkeydown = (event) => {
    const isDone = event.key === 'Escape' || (event.key === 'Enter' && (block?.kind !== 'text' || event.ctrlKey));
    if (isDone) close();
    if (isDone) event.preventDefault();
  };
  field.onblur = close;
  lay();
  document.body.append(field);
  field.focus();
  field.select();
  return close;
}

function layOver(field: HTMLTextAreaElement, text: HTMLElement, ground: string): void {
  const { left, top, width, height } = text.getBoundingClientRect();
  const looks = text.ownerDocument.defaultView?.getComputedStyle(text);
  const { style } = field;
  for (const name of WORN) style[name] = looks?.[name] ?? '';
  const own = looks?.backgroundColor ?? '';
  Object.assign(style, {
    position: 'absolute',
    zIndex: '2147483647',
    left: `${left}px`,
    top: `${top}px`,
    width: `${width}px`,
    height: `${Math.max(height, 20)}px`,
    boxSizing: 'border-box',
    margin: '0',
    border: '0',
    resize: 'none',
    overflow: 'hidden',
    outline: '2px solid #4f5edb',
    outlineOffset: '2px',
    borderRadius: looks?.borderRadius ?? '0',
    background: own === '' || own === 'rgba(0, 0, 0, 0)' ? ground : own,
  });
}

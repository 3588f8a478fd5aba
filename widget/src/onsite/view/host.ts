import { attempt } from '../../chat/safe';
import type { Theme } from '../types';
import { themeRules } from './colours';
import css from './style.css?inline';

const TAG = 'otklik-onsite';

/** Over the page, in the page's flow, or in a place of the admin's. */
export type Standing = 'over' | 'flow' | 'preview';

/** The element on the page: a closed room that the page's style cannot enter. */
export interface Host {
  element: HTMLElement;
  root: ShadowRoot;
  paint(theme: Partial<Theme>, isPageDark?: boolean): void;
  /** Room that is kept free at the edges: for the chat's button, the page's own head, a keyboard. Pixels. */
  keep(edges: Record<string, number>): void;
  remove(): void;
}

/** `onBack`: the element was put back after the page had thrown it out. */
export const makeHost = (parent: HTMLElement, standing: Standing, onBack?: () => void): Host => {
  const document = parent.ownerDocument;
  // Of the document's own window: a sheet of another one is not taken.
  const { CSSStyleSheet } = document.defaultView as Window & typeof globalThis;
  const element = document.createElement(TAG);
  const root = element.attachShadow({ mode: 'closed' });
  const rules = new CSSStyleSheet();
  const paint = new CSSStyleSheet();
  rules.replaceSync(css);
  // Not `<style>`: a strict Content-Security-Policy forbids it.
  root.adoptedStyleSheets = [rules, paint];
  element.setAttribute(standing, '');
  for (const type of ['keydown', 'keyup', 'keypress', 'focusin', 'paste', 'input', 'change', 'submit']) {
    // The page's shortcuts are not for what is typed here, and its dialogs may not pull the focus away.
    if (standing !== 'preview') element.addEventListener(type, (event) => event.stopPropagation());
  }
  // The tracker: what is pressed here is told as of the message.
  element.setAttribute('data-otklik-ignore', '');
  const raise = (): void => {
    if (standing !== 'over') return;
    // Above all the page's layers, whatever their numbers; without it by the highest number.
    element.popover = 'manual';
    attempt(() => element.showPopover());
  };
  parent.append(element);
  raise();
  const watch =
    standing === 'over'
      ? keepIn(element, () => {
          raise();
          onBack?.();
        })
      : undefined;
  return {
    element,
    root,
    paint: (theme, isPageDark) => {
      const view = document.defaultView!;
      const font = attempt(() => view.getComputedStyle(document.body).fontFamily) ?? '';
      element.style.setProperty('--page-font', font || 'system-ui');
      paint.replaceSync(themeRules(theme, isPageDark));
    },
    keep: (edges) => {
      for (const [name, size] of Object.entries(edges)) element.style.setProperty(`--${name}`, `${Math.round(size)}px`);
    },
    remove: () => {
      watch?.disconnect();
      element.remove();
    },
  };
};

/** Frameworks that swap the document throw out what they do not know. A page that insists gets its way. */
const keepIn = (element: HTMLElement, onBack: () => void): MutationObserver => {
  const parent = element.parentElement!;
  let putBack = 0;
  let since = 0;
  const watch = new MutationObserver(() => {
    if (element.isConnected) return;
    if (Date.now() - since > 10_000) putBack = 0;
    since = Date.now();
    if (putBack++ >= 20) return;
    (parent.isConnected ? parent : document.documentElement).append(element);
    onBack();
  });
  watch.observe(document, { childList: true });
  watch.observe(parent, { childList: true });
  return watch;
};

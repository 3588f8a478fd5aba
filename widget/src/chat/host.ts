import { isDarkPage, readableOn, textOn } from './colour';
import { attempt } from './safe';
import type { Settings } from './types';
import css from './ui/style.css?inline';

const TAG = 'otklik-chat';
/** Below this width the open chat takes the whole screen. */
export const NARROW = '(max-width: 480px)';

export interface Host {
  root: ShadowRoot;
  remove(): void;
  paint(settings: Settings): void;
  /** More style, brought later. */
  dress(css: string): void;
  /** Takes the screen, so that the page behind does not scroll, until what it returns is called. */
  cover(): () => void;
}

const sheet = (text: string): CSSStyleSheet => {
  const made = new CSSStyleSheet();
  made.replaceSync(text);
  return made;
};

/** What cannot be trusted to be a number or a colour does not reach the style. */
const px = (value: number): string => `${Math.min(Math.max(Math.round(+value) || 0, 0), 400)}px`;

const paintRules = ({ color, offset_x, offset_y, position }: Settings, isDark: boolean): string =>
  [
    `:host{--c:${/^#[\da-f]{6}$/i.test(color) ? color : '#2f6fed'};--on:${textOn(color)}`,
    `--link:${readableOn(color, isDark)};--x:${px(offset_x)};--y:${px(offset_y)}`,
    `color-scheme:${isDark ? 'dark' : 'light'}!important;${position === 'left' ? 'left' : 'right'}:0!important}`,
  ].join(';');

/** The element on the page: a closed room that the page's style cannot enter; put back when the page throws it out. */
export const makeHost = (place?: HTMLElement): Host => {
  const parent = place ?? document.documentElement;
  const element = document.createElement(TAG);
  const root = element.attachShadow({ mode: 'closed' });
  const paint = sheet('');
  // Not `<style>`: a strict Content-Security-Policy forbids it.
  root.adoptedStyleSheets = [sheet(css), paint];
  element.toggleAttribute('preview', !!place);
  parent.append(element);
  // The page's shortcuts are not for what is typed here, and its dialogs may not pull the focus away.
  for (const type of ['keydown', 'keyup', 'keypress', 'focusin', 'paste', 'wheel', 'touchmove']) {
    element.addEventListener(type, (event) => event.stopPropagation(), { passive: true });
  }
  const watch = place ? undefined : keepIn(parent, element);
  return {
    root,
    remove: () => {
      watch?.disconnect();
      element.remove();
    },
    paint: (settings) => {
      const isDark = attempt(isDarkPage) ?? false;
      element.toggleAttribute('dark', isDark);
      element.toggleAttribute('left', settings.position === 'left');
      paint.replaceSync(paintRules(settings, isDark));
    },
    dress: (css) => {
      root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet(css)];
    },
    cover() {
      const { style } = document.documentElement;
      const { overflow } = style;
      const set = (isOn: boolean, overflow: string): void => {
        element.toggleAttribute('full', isOn);
        style.overflow = overflow;
      };
      set(true, 'hidden');
      return () => set(false, overflow);
    },
  };
};

/** Frameworks that swap the document throw out what they do not know. A page that insists gets its way. */
const keepIn = (parent: HTMLElement, element: HTMLElement): MutationObserver => {
  let putBack = 0;
  let since = 0;
  const watch = new MutationObserver(() => {
    if (element.isConnected) return;
    if (Date.now() - since > 10_000) putBack = 0;
    since = Date.now();
    if (putBack++ < 20) (parent.isConnected ? parent : document.documentElement).append(element);
  });
  watch.observe(document, { childList: true });
  watch.observe(parent, { childList: true });
  return watch;
};

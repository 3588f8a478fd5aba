import { useChat, useEffect } from '../borrowed';

const FOCUSABLE = 'button:not(:disabled),a[href],textarea,input:not([hidden])';

/** Tab goes round inside. */
export const keepFocus = (event: KeyboardEvent, panel: HTMLElement): void => {
  if (event.key !== 'Tab') return;
  const all = [...panel.querySelectorAll<HTMLElement>(FOCUSABLE)];
  const [first, last] = [all[0], all[all.length - 1]];
  const { activeElement } = panel.getRootNode() as ShadowRoot;
  const isAtEdge = event.shiftKey ? activeElement === first || activeElement === panel : activeElement === last;
  if (!isAtEdge) return;
  event.preventDefault();
  (event.shiftKey ? last : first)?.focus();
};

/**
 * On a phone, where it covers the screen. A keyboard takes its lower part away: the chat fits into what is left of it. Back
 * closes the chat, where browsers tell (Chrome on Android): the page's history is the page's own.
 */
export const useScreen = (panel: { current: HTMLElement | null }, isFull: boolean): void => {
  const chat = useChat();
  useEffect(() => {
    const { visualViewport: screen, CloseWatcher: Watcher } = window;
    const { style } = panel.current!;
    if (!isFull || !screen) return;
    const watcher = Watcher && new Watcher();
    if (watcher) watcher.onclose = () => chat.close();
    const fit = (): void => {
      style.height = `${screen.height}px`;
      style.top = `${screen.offsetTop}px`;
    };
    fit();
    const stop = new AbortController();
    screen.addEventListener('resize', fit, stop);
    screen.addEventListener('scroll', fit, stop);
    return () => {
      watcher?.destroy();
      stop.abort();
      style.height = style.top = '';
    };
  }, [isFull]);
};

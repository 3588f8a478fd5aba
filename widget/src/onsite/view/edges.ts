import { attempt } from '../../chat/safe';
import type { Content, Stand } from '../types';
import type { Host } from './host';

/** A head is lower than this share of the screen; higher ones are something else. */
const HEAD_SHARE = 0.4;
const GAP_PX = 12;

/** The lower edge of what the page keeps at its top while it scrolls; 0: nothing. */
const headOf = (host: Element): number => {
  const [found] = document.elementsFromPoint(innerWidth / 2, 1).filter((each) => each !== host);
  for (let element = found ?? null; element; element = element.parentElement) {
    const { position } = getComputedStyle(element);
    const { bottom, height } = element.getBoundingClientRect();
    const isKept = position === 'fixed' || position === 'sticky';
    if (isKept && height > 0 && height < innerHeight * HEAD_SHARE) return bottom;
  }
  return 0;
};

/** A banner at the top stands below the page's kept head; where there is none, the page moves down by its height. */
const keepHead = (host: Host, box: HTMLElement): (() => void) => {
  const { style } = document.documentElement;
  const before = style.marginTop;
  let due = 0;
  const measure = (): void => {
    due = 0;
    const head = headOf(host.element);
    host.keep({ head });
    style.marginTop = head ? before : `${box.offsetHeight}px`;
  };
  const soon = (): void => {
    due ||= requestAnimationFrame(() => attempt(measure));
  };
  const size = new ResizeObserver(soon);
  size.observe(box);
  addEventListener('scroll', soon, { passive: true });
  measure();
  return () => {
    cancelAnimationFrame(due);
    size.disconnect();
    removeEventListener('scroll', soon);
    style.marginTop = before;
  };
};

/** Above the keys of a touch screen, which cover the page without making it smaller. */
const keepKeyboard = (host: Host): (() => void) => {
  const view = window.visualViewport;
  const measure = (): void => {
    if (!view || view.scale > 1.01) return;
    host.keep({ keyboard: Math.max(0, innerHeight - view.height - view.offsetTop) });
  };
  for (const type of ['resize', 'scroll']) view?.addEventListener(type, measure);
  return () => {
    for (const type of ['resize', 'scroll']) view?.removeEventListener(type, measure);
  };
};

/** Keeps free what is not to be covered: the chat's button, the page's own head, the keyboard's place. */
export const keepRoom = (
  host: Host,
  { look, place }: Content,
  box: HTMLElement,
  button: Stand['button'],
): (() => void) => {
  const [side, across, up] = button ?? [];
  const isBeside = look === 'small' && String(place ?? 'bottom_right') === `bottom_${side}`;
  if (side) host.keep({ dodge: isBeside ? up! + GAP_PX - 16 : 0, aside: side === 'right' ? across! + GAP_PX : 0 });
  const ends = [keepKeyboard(host)];
  if (look === 'banner' && place === 'top') ends.push(keepHead(host, box));
  return () => {
    for (const end of ends) attempt(end);
  };
};

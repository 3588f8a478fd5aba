import { draw as drawInto, drawNow } from '../chat/view/draw';
import { jsx } from '../chat/view/jsx-runtime';
import { Show } from './show';
import type { Content, Preview, PreviewOptions } from './types';
import { Box } from './view/Box';
import { makeHost } from './view/host';

/** Selecting needs the nearest block round what was clicked. */
const blockAt = (event: Event): string | undefined =>
  event
    .composedPath()
    .map((each) => (each as Partial<Element>).getAttribute?.('data-block'))
    .find((each) => each != null) ?? undefined;

/**
 * Draws a content as visitors see it, into an element of any document of this origin, and sends nothing.
 * The element's width decides between a phone's look and a desktop's.
 */
export const draw = (place: HTMLElement, content: Content, options: PreviewOptions): Preview => {
  let how = options;
  const host = makeHost(place, 'preview');
  const box = { current: null };
  const began = Date.now();
  const show = new Show(content, {
    get language() {
      return how.language;
    },
    address: (url) => new URL(url, location.origin).href,
    began: () => began,
    clicked: () => {},
    turned: (page) => how.heard?.({ page }),
    submit: async () => ({ taken: {} }),
    talk: () => how.heard?.({ closed: true }),
    track: () => {},
    close: () => how.heard?.({ closed: true }),
  });
  const takeOn = (next: Content): void => {
    const before = show.page.id;
    const wanted = next.pages.find((each) => each.id === (how.page ?? before)) ?? next.pages[0];
    show.content = next;
    if (wanted && wanted.id !== before) show.trail = [];
    show.page = wanted ?? { id: '', blocks: [] };
    if (!how.acts) show.isDone = false;
    host.paint(next.theme ?? {}, !!how.isDark);
  };
  takeOn(content);
  const end = drawInto(host.root, () => jsx(Box, { show, isLive: false, selected: how.selected, boxRef: box }));
  const select = (event: Event): void => {
    const block = blockAt(event);
    if (how.acts) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.type === 'click') how.heard?.({ block: block === undefined ? '' : show.pathOf(+block) });
  };
  // Before the blocks hear of it.
  for (const type of ['click', 'submit', 'mousedown']) host.root.addEventListener(type, select, true);
  return {
    root: host.root,
    update: (next, options) => {
      how = options ?? how;
      takeOn(next);
      drawNow();
    },
    remove: () => {
      end();
      host.remove();
    },
  };
};

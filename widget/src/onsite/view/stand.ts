import { attempt } from '../../chat/safe';
import { draw } from '../../chat/view/draw';
import { jsx } from '../../chat/view/jsx-runtime';
import { Show } from '../show';
import type { Content, Language, Stand, Standing } from '../types';
import { Box } from './Box';
import { keepRoom } from './edges';
import { makeHost } from './host';

const SEEN_MS = 1000;

/** The service words speak the content's language: whoever wrote it in Russian reads it. */
export const languageOf = (content: Content): Language => (/[а-яё]/i.test(JSON.stringify(content.pages)) ? 'ru' : 'en');

/** Tells, once, that half of it (or half a screen of it) was before somebody's eyes for a second. */
const watchSeen = (box: Element, tell: () => void): (() => void) => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isIn = false;
  const judge = (): void => {
    const isSeen = isIn && !document.hidden;
    if (!isSeen) {
      clearTimeout(timer);
      timer = undefined;
    } else
      timer ??= setTimeout(() => {
        end();
        tell();
      }, SEEN_MS);
  };
  const sight = new IntersectionObserver(
    ([entry]) => {
      const { intersectionRatio, intersectionRect } = entry!;
      isIn = intersectionRatio >= 0.5 || intersectionRect.height >= innerHeight / 2;
      judge();
    },
    { threshold: [0, 0.25, 0.5, 0.75, 1] },
  );
  sight.observe(box);
  document.addEventListener('visibilitychange', judge);
  const end = (): void => {
    clearTimeout(timer);
    sight.disconnect();
    document.removeEventListener('visibilitychange', judge);
  };
  return end;
};

/** Puts a content before the visitor's eyes. */
export const stand = (given: Stand): Standing => {
  const { content, place } = given;
  const parent = (place ?? document.documentElement) as HTMLElement;
  const box: { current: HTMLElement | null } = { current: null };
  const ends: (() => void)[] = [];
  const isOver = !place;
  const host = makeHost(parent, isOver ? 'over' : 'flow', () => {
    // Out of the page and back, a dialog of the browser's is shut.
    const dialog = host.root.querySelector('dialog');
    if (dialog?.open) attempt(() => (dialog.close(), dialog.showModal()));
  });
  host.paint(content.theme ?? {});
  const show = new Show(content, { ...given, language: languageOf(content) });
  ends.push(draw(host.root, () => jsx(Box, { show, isLive: true, boxRef: box })));
  if (isOver) ends.push(keepRoom(host, content, box.current!, given.button));
  ends.push(watchSeen(box.current!, given.shown));
  return {
    isTouched: () => show.isTouched,
    hide: (isHidden) => {
      host.element.toggleAttribute('away', isHidden);
    },
    move: (place) => place.append(host.element),
    remove: () => {
      for (const end of ends.splice(0)) attempt(end);
      host.remove();
    },
  };
};

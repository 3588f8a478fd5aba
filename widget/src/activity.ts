import { isAllowed } from './consent';
import { makeItem, track } from './record';
import { listen, now } from './safe';
import { flush } from './transport';
import type { Bag } from './types';

/** A still hand counts as reading for so long. */
const IDLE_MS = 30000;
const BEAT_MS = 30000;
const PRESENT_MS = 300000;

let view: Bag | undefined;
let isFirst = true;
let since = 0;
/** Moment of the last sign of life; 0 while the page is hidden. */
let touched = 0;
let active = 0;
let depth = 0;

const count = (): void => {
  if (!touched) return;
  active += Math.min(now() - touched, IDLE_MS);
  touched = now();
};

/** The page is looked at (again): time runs from here. */
export const restart = (): void => {
  since = now();
  touched = document.hidden ? 0 : since;
  active = 0;
};

export const enter = (page: Bag): void => {
  view = page;
  isFirst = true;
  depth = 0;
  restart();
};

/** Records how long and how far the page was read: once a view, and again (`resumed`) for time spent after coming back. */
export const pause = (): void => {
  if (!view) return;
  count();
  if (isFirst || active >= 1000) {
    const { url, path } = view;
    const properties = {
      url,
      path,
      active_ms: Math.round(active),
      duration_ms: Math.round(now() - since),
      scroll: depth,
      resumed: !isFirst,
    };
    track('$page_left', properties, { page: view });
  }
  isFirst = false;
  restart();
};

export const leave = (): void => {
  pause();
  view = undefined;
};

export const currentView = (): Bag | undefined => view;

export const startActivity = (): void => {
  listen('pointermove pointerdown keydown scroll load', () => {
    count();
    const height = document.documentElement.scrollHeight;
    depth = Math.max(depth, Math.min(100, Math.round(((scrollY + innerHeight) / height) * 100)));
  });
  setInterval(() => {
    if (touched && now() - touched < PRESENT_MS && isAllowed()) flush(makeItem('heartbeat'));
  }, BEAT_MS);
};

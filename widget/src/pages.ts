import { currentView, enter, leave, pause, restart, startActivity } from './activity';
import { page, setReferrer } from './context';
import { record } from './record';
import { attempt, listen } from './safe';
import { data, isOn } from './settings';
import { flush, handOver } from './transport';
import type { Bag } from './types';

/** Frameworks set the title after they change the address. */
const SETTLE_MS = 100;
let isGone = false;

/** A page view: ends the one before, takes `properties` beside what the page itself says. */
export const viewPage = (properties?: Bag): void => {
  const before = currentView();
  leave();
  if (before) setReferrer(before.url as string);
  const seen = page();
  enter(seen);
  record('page', { properties: { ...seen, ...properties } });
};

/** A page view made by itself. */
export const showPage = (): void => {
  if (isOn('pages')) viewPage();
};

/** Another path is another page; with `data-hash` any other address is. */
const follow = (): void => {
  const view = currentView();
  const part = 'hash' in data ? 'url' : 'path';
  if (view && view[part] != page()[part]) showPage();
};

const watchHistory = (): void => {
  const soon = (): void => {
    setTimeout(() => attempt(follow), SETTLE_MS);
  };
  for (const name of ['pushState', 'replaceState'] as const) {
    const original = history[name];
    history[name] = function (this: History, ...args: Parameters<History['pushState']>): void {
      original.apply(this, args);
      soon();
    };
  }
  listen('popstate hashchange', soon);
};

export const startPages = (): void => {
  attempt(watchHistory);
  startActivity();
  listen('visibilitychange', () => {
    // Leaving a page hides it after `pagehide`: all is handed over by then.
    if (isGone) return;
    if (document.hidden) pause();
    else restart();
    flush();
  });
  listen('pagehide', () => {
    follow();
    leave();
    handOver();
    isGone = true;
  });
  // Out of the back-forward cache: the page is seen anew.
  listen<PageTransitionEvent>('pageshow', (event) => {
    isGone = false;
    if (event.persisted) showPage();
  });
};

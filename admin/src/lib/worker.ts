import { stayingIn } from './api/stay';

const PATH = '/sw.js';

interface Asked {
  type: 'open';
  url: string;
}

/** A press on a notice leads there without loading anew, unless it is about another workspace. */
function listen(goTo: (path: string) => void): void {
  navigator.serviceWorker.addEventListener('message', ({ data, ports }: MessageEvent<Asked>) => {
    const { pathname, searchParams } = new URL(data.url, window.location.origin);
    if (searchParams.get('workspace') !== stayingIn()) return;
    searchParams.delete('workspace');
    const rest = searchParams.toString();
    goTo(rest ? `${pathname}?${rest}` : pathname);
    ports[0]?.postMessage(true);
  });
  navigator.serviceWorker.startMessages();
}

/** Makes the admin installable, and lets it say that there is no connection. It works as well without. */
export function registerWorker(goTo: (path: string) => void): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  listen(goTo);
  // The cache of the browser is passed by: a new worker counts from the next visit on.
  navigator.serviceWorker.register(PATH, { updateViaCache: 'none' }).catch(() => undefined);
}

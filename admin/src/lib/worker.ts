const PATH = '/sw.js';

/** Makes the admin installable, and lets it say that there is no connection. It works as well without. */
export function registerWorker(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  // The cache of the browser is passed by: a new worker counts from the next visit on.
  navigator.serviceWorker.register(PATH, { updateViaCache: 'none' }).catch(() => undefined);
}

/** What the other open tabs of this browser show: whoever reads a conversation in one is not told of it by another. */
const CHANNEL = 'otklik-inbox-eyes';
/** So long a tab is believed that said nothing since: one that was killed says nothing at all. */
const BELIEVED_MS = 60_000;

interface Eyes {
  tab: string;
  /** The page that is being looked at; null: none in this tab. */
  path: string | null;
}

const seen = new Map<string, { path: string; at: number }>();

/** Keeps what a tab has said. */
export function noteEyes({ tab, path }: Eyes, now: number = Date.now()): void {
  if (path === null) seen.delete(tab);
  else seen.set(tab, { path, at: now });
}

/** The pages that other tabs are looked at with now. */
export function seenElsewhere(now: number = Date.now()): string[] {
  return [...seen.values()].filter(({ at }) => now - at < BELIEVED_MS).map(({ path }) => path);
}

const SAY_MS = 20_000;

/** Says what this tab is looked at with and hears the others, until the returned function is called. */
export function watchEyes(): () => void {
  if (!('BroadcastChannel' in window)) return () => undefined;
  const tab = crypto.randomUUID();
  const line = new BroadcastChannel(CHANNEL);
  const say = (): void => line.postMessage({ tab, path: document.hasFocus() ? window.location.pathname : null });
  line.onmessage = ({ data }: MessageEvent<Eyes>) => noteEyes(data);
  const timer = setInterval(say, SAY_MS);
  const quit = new AbortController();
  for (const name of ['focus', 'blur', 'pagehide', 'popstate'])
    window.addEventListener(name, say, { signal: quit.signal });
  // The router changes the address without an event; whoever clicks or types has arrived a moment later.
  for (const name of ['click', 'keyup'])
    window.addEventListener(name, () => setTimeout(say), { signal: quit.signal, passive: true });
  say();
  return () => {
    quit.abort();
    clearInterval(timer);
    line.postMessage({ tab, path: null });
    line.close();
  };
}

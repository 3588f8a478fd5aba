import { makeLink } from '../chat/link';
import type { Bridge, Changes, Hello } from '../chat/types';
import { Refusal } from '../chat/types';
import type { Line } from './types';

const WAIT_S = 25;
const TRY_SOCKET_AGAIN_MS = 300_000;
const PAUSE_MS = 500;

/** A line to the server that mends itself, as the chat has one, for a workspace that has none. */
export const carry = (bridge: Bridge, known: () => number[]): Line => {
  let seq = bridge.hello?.seq ?? 0;
  let token = bridge.hello?.token ?? '';
  const take = (hello: Hello | undefined): void => {
    if (!hello) return link.stop();
    seq = hello.seq;
    token = hello.token;
    if (token !== bridge.loadToken()) bridge.saveToken(token);
  };
  const renew = async (): Promise<void> => take(await bridge.ask());
  const page = (): { url: string; title: string } => ({ url: location.href, title: document.title });
  const heard = (changes: Changes): void => {
    seq = Math.max(seq, changes.seq ?? 0);
    bridge.hear?.(changes);
  };
  const poll = async (signal: AbortSignal, onAnswer: (changes: Changes | undefined) => unknown): Promise<void> => {
    const since = Date.now();
    while (!signal.aborted && Date.now() - since < TRY_SOCKET_AGAIN_MS) {
      const answer = await fetch(`${bridge.base}chat/changes`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
        body: JSON.stringify({ after: seq, wait: WAIT_S, page: page(), known: known() }),
        signal,
      });
      if (!answer.ok) throw new Refusal(answer.status);
      const changes = (await answer.json()) as Changes & { stale?: true };
      if (!signal.aborted) await onAnswer(changes.stale ? undefined : changes);
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  };
  const link = makeLink({
    url: `${bridge.base.replace(/^http/, 'ws')}chat/socket`,
    token: () => token,
    after: () => seq,
    onChanges: heard,
    onSign: () => {},
    renew,
    onState: (isUp) => isUp && moved(),
    poll,
  });
  const moved = (): void => void link.say({ type: 'page', ...page() });
  const signal = new AbortController();
  const listen = (target: EventTarget, types: string, heard: (event: Event) => void): void => {
    for (const type of types.split(' ')) target.addEventListener(type, heard, { signal: signal.signal });
  };
  const wake = (): void => {
    link.start();
    link.wake();
  };
  listen(window, 'online focus', wake);
  listen(document, 'visibilitychange', () => document.hidden || wake());
  // An open socket would keep the page out of the back-forward cache.
  listen(window, 'pagehide', () => link.stop());
  listen(window, 'pageshow', (event) => (event as PageTransitionEvent).persisted && wake());
  take(bridge.hello);
  link.start();
  return {
    moved,
    renew: () => {
      bridge.saveToken('');
      renew().then(
        () => link.reconnect(),
        () => {},
      );
    },
    stop: () => {
      signal.abort();
      link.stop();
    },
  };
};

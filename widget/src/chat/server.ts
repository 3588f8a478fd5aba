import { stringify } from './safe';
import { type Bridge, Refusal, type Server } from './types';

const ANSWER_MS = 20_000;

/** The server over HTTP. Every method fails with a `Refusal`. */
export const connectTo = (bridge: Bridge, token: () => string): Server => {
  const ask: Server['ask'] = async <T>(path: string, body?: unknown, signal?: AbortSignal, waits = 0) => {
    const limit = new AbortController();
    const stop = (): void => limit.abort();
    const timer = setTimeout(stop, ANSWER_MS + waits);
    signal?.addEventListener('abort', stop);
    try {
      const answer = await fetch(`${bridge.base}chat/${path}`, {
        method: body ? 'POST' : 'GET',
        headers: { Authorization: `Bearer ${token()}`, ...(body ? { 'Content-Type': 'application/json' } : {}) },
        signal: limit.signal,
        body: body ? stringify(body) : null,
      });
      if (!answer.ok) throw new Refusal(answer.status);
      return (answer.status === 204 ? undefined : await answer.json()) as T;
    } catch (fault) {
      throw fault instanceof Refusal ? fault : new Refusal(0);
    } finally {
      clearTimeout(timer);
    }
  };

  return {
    ask,
    address: (url) => new URL(url.replace(/^\//, ''), bridge.base).href,
    hello: () => bridge.ask(),
    read: (id, before) => ask(`conversations/${id}${before ? `?before=${before}` : ''}`),
    send: (message) => ask('messages', { ...message, page: { url: location.href, title: document.title } }),
    mark: (conversation_id, part) => ask('read', { conversation_id, part }),
  };
};

import { stringify } from './safe';
import { type Bridge, Refusal, type Server } from './types';

const ANSWER_MS = 20_000;
/** The server holds a waiting question for so long. */
const WAIT_S = 25;

interface Ask {
  method?: string;
  body?: unknown;
  signal?: AbortSignal;
  ms?: number;
}

/** The server over HTTP. Every method fails with a `Refusal`. */
export const connectTo = (bridge: Bridge, token: () => string): Server => {
  const address = (url: string): string => new URL(url.replace(/^\//, ''), bridge.base).href;
  const ask = async <T>(path: string, { body, signal, method = body ? 'POST' : 'GET', ms = ANSWER_MS }: Ask = {}) => {
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(), ms);
    signal?.addEventListener('abort', () => limit.abort());
    try {
      const headers: Record<string, string> = { Authorization: `Bearer ${token()}` };
      if (body) headers['Content-Type'] = 'application/json';
      const answer = await fetch(`${bridge.base}chat/${path}`, {
        method,
        headers,
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
    address,
    hello: () => bridge.ask(),
    read: (id, before) => ask(`conversations/${id}${before ? `?before=${before}` : ''}`),
    send: (message) => ask('messages', { body: { ...message, page: { url: location.href, title: document.title } } }),
    mark: (conversation_id, part) => ask('read', { body: { conversation_id, part } }),
    tell: (what, body) => ask(what, { body }),
    changes: (after, signal) => ask(`changes?after=${after}&wait=${WAIT_S}`, { signal, ms: WAIT_S * 1000 + ANSWER_MS }),
  };
};

import type { Outbox } from './outbox';
import { type Draft, isPassing, type Refusal, type Server, type Written } from './types';

/** Unacknowledged for so long, a message is shown as not sent; it is tried on. */
const PATIENCE_MS = 30_000;
const LONGEST_MS = 30_000;

interface Ends {
  token(): string;
  onWritten(draft: Draft, written: Written): void;
  onBadToken(): void;
  tell(): void;
}

export interface Sender {
  isFailed(draft: Draft): boolean;
  /** At once, whatever failed before: the line stands again, or a person asks. */
  retry(): void;
  sendAgain(draft: Draft): void;
  flush(): void;
}

/** Brings what lies in the outbox to the server, again and again under the same key, until the server has it. */
export const makeSender = (outbox: Outbox, server: Server, ends: Ends): Sender => {
  /** From when each message's patience counts: written, found again by a new page, or sent again by hand. */
  const since = new Map<string, number>();
  const underWay = new Set<string>();
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const flush = (): void => {
    clearTimeout(timer);
    for (const { client_key } of outbox.all) {
      if (since.has(client_key)) continue;
      since.set(client_key, Date.now());
      setTimeout(ends.tell, PATIENCE_MS + 50);
    }
    for (const draft of outbox.next(underWay)) void deliver(draft);
  };

  const deliver = async (draft: Draft): Promise<void> => {
    const { client_key, conversation_id, body, files } = draft;
    const token = ends.token();
    underWay.add(client_key);
    try {
      const message = { conversation_id, body, files: files.map(({ id }) => id), client_key };
      const written = await server.send(message);
      failures = 0;
      // Who signed out meanwhile has nothing more to do with it.
      if (token === ends.token()) ends.onWritten(draft, written);
    } catch (fault) {
      fail(draft, fault);
    } finally {
      underWay.delete(client_key);
    }
    if (!failures) flush();
  };

  const fail = (draft: Draft, fault: unknown): void => {
    if (!outbox.all.some(({ client_key }) => client_key === draft.client_key)) return;
    if (!isPassing(fault)) {
      outbox.put({ ...draft, isRefused: true });
      ends.tell();
      return;
    }
    if ((fault as Refusal).status === 401) ends.onBadToken();
    clearTimeout(timer);
    timer = setTimeout(flush, Math.min(LONGEST_MS, 1000 * 2 ** failures++) * (0.75 + Math.random() / 2));
  };

  const retry = (): void => {
    failures = 0;
    flush();
  };

  return {
    flush,
    retry,
    isFailed: ({ client_key, isRefused }) =>
      !!isRefused || Date.now() - (since.get(client_key) ?? Date.now()) >= PATIENCE_MS,
    sendAgain(draft) {
      since.delete(draft.client_key);
      outbox.put({ ...draft, isRefused: undefined });
      retry();
      ends.tell();
    },
  };
};

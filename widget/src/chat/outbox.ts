import { attempt, parse, stringify } from './safe';
import type { Draft } from './types';

const PREFIX = 'otklik_out_';
/** What nobody sent for so long is not worth surprising anybody with. */
const MAX_AGE_MS = 3 * 86_400_000;

export const threadOf = (conversation: number): string => `c${conversation}`;

/**
 * Messages on their way, a key each in localStorage: tabs that wrote one list would lose each other's. Two tabs may
 * send the same message; its `client_key` makes it one. Blocked storage: they live as long as the page.
 */
export class Outbox {
  private drafts: Draft[] = [];

  /** Takes what earlier pages left unsent. */
  restore(now: number): void {
    const found: Draft[] = [];
    attempt(() => {
      for (let n = localStorage.length; n--; ) {
        const key = localStorage.key(n)!;
        if (!key.startsWith(PREFIX)) continue;
        const draft = attempt(() => parse(localStorage.getItem(key)!) as Draft);
        if (draft?.client_key && now - draft.at < MAX_AGE_MS) found.push(draft);
        else localStorage.removeItem(key);
      }
    });
    const known = new Set(this.drafts.map((draft) => draft.client_key));
    this.drafts = [...this.drafts, ...found.filter((draft) => !known.has(draft.client_key))];
  }

  /** In the order in which they were written. */
  get all(): readonly Draft[] {
    return this.drafts.sort((a, b) => a.at - b.at);
  }

  /** Adds a message; `at` is moved behind the last one's, for two may be of one millisecond. */
  add(draft: Draft): void {
    const last = Math.max(0, ...this.drafts.map(({ at }) => at));
    this.put({ ...draft, at: Math.max(draft.at, last + 1) });
  }

  put(draft: Draft): void {
    this.drafts = [...this.drafts.filter((each) => each.client_key !== draft.client_key), draft];
    attempt(() => localStorage.setItem(PREFIX + draft.client_key, stringify(draft)));
  }

  /** It is in the conversation now; those that waited for a new conversation learn its number. */
  settle(client_key: string, conversation_id: number): void {
    const done = this.drafts.find((draft) => draft.client_key === client_key);
    if (!done) return;
    this.drop(client_key);
    for (const draft of this.drafts) {
      if (draft.thread === done.thread) this.put({ ...draft, conversation_id, thread: threadOf(conversation_id) });
    }
  }

  drop(client_key: string): void {
    this.drafts = this.drafts.filter((draft) => draft.client_key !== client_key);
    attempt(() => localStorage.removeItem(PREFIX + client_key));
  }

  /** Another person is at the device: nothing of the one before is sent in his name. */
  clear(): void {
    for (const draft of this.drafts) this.drop(draft.client_key);
  }

  /** What goes next: messages of a thread keep their order, so the first of each. A refused one holds nobody up. */
  next(underWay: ReadonlySet<string>): Draft[] {
    const threads = new Set<string>();
    return this.all.filter((draft) => {
      if (draft.isRefused || threads.has(draft.thread)) return false;
      threads.add(draft.thread);
      return !underWay.has(draft.client_key);
    });
  }
}

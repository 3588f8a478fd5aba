import { ApiError } from '@/lib/api/errors';
import type { InboxFile, NewPart, Written } from '../api/types';
import { backoffMs } from './backoff';

/** A message on its way. It is kept over reloads until the server has said that it has it. */
export interface Outgoing {
  key: string;
  conversation: number;
  kind: 'message' | 'note';
  body: string;
  files: InboxFile[];
  mentions: number[];
  /** The last part its writer had seen. */
  seen: number;
  force: boolean;
  /** When it was sent first, milliseconds. */
  since: number;
  /** `held`: somebody else answered meanwhile, its writer decides. */
  state: 'sending' | 'failed' | 'held';
  /** Why it failed: the server's refusal, or null for the line. */
  reason: string | null;
}

export interface OutboxOwner {
  write: (conversation: number, part: NewPart) => Promise<Written>;
  onWritten: (item: Outgoing, written: Written) => void;
  onChange: (items: readonly Outgoing[]) => void;
}

const PATIENCE_MS = 30_000;

/** Sends messages in their order, each with a key of its own, so that a resend is never a second message. */
export class Outbox {
  items: readonly Outgoing[] = [];
  #owner: OutboxOwner;
  #storage: Storage;
  #prefix: string;
  #busy = new Set<number>();
  #tries = new Map<number, number>();
  #timers = new Set<ReturnType<typeof setTimeout>>();

  constructor(owner: OutboxOwner, storage: Storage, prefix: string) {
    this.#owner = owner;
    this.#storage = storage;
    this.#prefix = prefix;
  }

  /** What an earlier page could not send any more goes on its way. */
  restore(): void {
    const kept: Outgoing[] = [];
    for (let index = 0; index < this.#storage.length; index += 1) {
      const name = this.#storage.key(index);
      if (name?.startsWith(this.#prefix)) kept.push(JSON.parse(this.#storage.getItem(name) ?? '') as Outgoing);
    }
    const items = kept.sort((one, other) => one.since - other.since);
    this.#set(items.map((item) => (item.state === 'sending' ? { ...item, since: Date.now() } : item)));
    this.resume();
    window.addEventListener('storage', this.#removed);
  }

  stop(): void {
    window.removeEventListener('storage', this.#removed);
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  add(item: Omit<Outgoing, 'since' | 'state' | 'reason' | 'force'>): void {
    this.#put({ ...item, since: Date.now(), state: 'sending', reason: null, force: false });
    this.#next(item.conversation);
  }

  /** Once more: after a failure, or in spite of somebody's answer. */
  again(key: string, force = false): void {
    const item = this.items.find((each) => each.key === key);
    if (!item) return;
    this.#put({ ...item, since: Date.now(), state: 'sending', reason: null, force: item.force || force });
    this.#tries.delete(item.conversation);
    this.#next(item.conversation);
  }

  /** The line is back: whatever failed because of it goes again. */
  resume(): void {
    for (const item of this.items) if (item.state === 'failed' && item.reason === null) this.again(item.key);
    for (const id of new Set(this.items.map((item) => item.conversation))) this.#next(id);
  }

  /** Another tab has sent it, or its writer has taken it back there: it must not go from here. */
  #removed = ({ key, newValue, storageArea }: StorageEvent): void => {
    if (storageArea !== this.#storage || newValue !== null || !key?.startsWith(this.#prefix)) return;
    this.#set(this.items.filter((item) => this.#prefix + item.key !== key));
  };

  remove(key: string): void {
    this.#storage.removeItem(this.#prefix + key);
    this.#set(this.items.filter((item) => item.key !== key));
  }

  #set(items: readonly Outgoing[]): void {
    this.items = items;
    this.#owner.onChange(items);
  }

  #put(item: Outgoing): void {
    const isKnown = this.items.some((each) => each.key === item.key);
    this.#storage.setItem(this.#prefix + item.key, JSON.stringify(item));
    this.#set(isKnown ? this.items.map((each) => (each.key === item.key ? item : each)) : [...this.items, item]);
  }

  #next(conversation: number): void {
    const item = this.items.find((each) => each.conversation === conversation && each.state === 'sending');
    if (item && !this.#busy.has(conversation)) void this.#send(item);
  }

  async #send(item: Outgoing): Promise<void> {
    const { conversation, key, kind, body, files, mentions, seen, force } = item;
    this.#busy.add(conversation);
    let wait = 0;
    try {
      const ids = files.map((file) => file.id);
      const part = { kind, body, files: ids, mentions, client_key: key, seen_part: seen, force };
      const written = await this.#owner.write(conversation, part);
      this.#tries.delete(conversation);
      this.#owner.onWritten(item, written);
      this.remove(key);
    } catch (error) {
      wait = this.#failed(item, error);
    } finally {
      this.#busy.delete(conversation);
    }
    if (wait === 0) this.#next(conversation);
    else this.#later(conversation, wait);
  }

  #later(conversation: number, wait: number): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#next(conversation);
    }, wait);
    this.#timers.add(timer);
  }

  /** What a failure makes of it; the pause until the next try, 0 to go on with the next message. */
  #failed(item: Outgoing, error: unknown): number {
    const now = this.items.find((each) => each.key === item.key);
    if (!now) return 0;
    if (error instanceof ApiError && error.code === 'answered_meanwhile') {
      this.#put({ ...now, state: 'held' });
      return 0;
    }
    const isRefusal = error instanceof ApiError && error.status >= 400 && error.status < 500 && error.status !== 429;
    if (isRefusal && error.status !== 401) {
      this.#put({ ...now, state: 'failed', reason: error.message });
      return 0;
    }
    if (Date.now() - now.since >= PATIENCE_MS) {
      this.#put({ ...now, state: 'failed' });
      return 0;
    }
    const tries = this.#tries.get(item.conversation) ?? 0;
    this.#tries.set(item.conversation, tries + 1);
    return backoffMs(tries);
  }
}

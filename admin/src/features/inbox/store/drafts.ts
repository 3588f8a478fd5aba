import { ApiError } from '@/lib/api/errors';
import type { Draft } from '../api/types';

const PAUSE_MS = 600;
/** A line that is up may still have lost one word. */
const AGAIN_MS = 5_000;
export const NO_DRAFT: Draft = { kind: 'message', body: '', files: [] };

export const isEmptyDraft = (draft: Draft): boolean => draft.body.trim() === '' && draft.files.length === 0;

interface Kept {
  draft: Draft;
  /** Changed here and not yet told to the server. */
  isDirty: boolean;
  timer: ReturnType<typeof setTimeout> | undefined;
  /** Of an earlier page, as it lay in the browser: another tab may have told it meanwhile. */
  found?: string;
}

/**
 * What is being written, by conversation: here at once, on the server after a pause in the typing. What the server does
 * not have yet lies in the browser, too, so that nothing is lost with a page that has no line.
 */
export class Drafts {
  #kept = new Map<number, Kept>();
  #queue = Promise.resolve();
  #save: (conversation: number, draft: Draft) => Promise<unknown>;
  #storage: Storage;
  #prefix: string;

  constructor(save: (conversation: number, draft: Draft) => Promise<unknown>, storage: Storage, prefix: string) {
    this.#save = save;
    this.#storage = storage;
    this.#prefix = prefix;
  }

  /** What an earlier page could not tell the server any more. */
  restore(): void {
    for (let index = 0; index < this.#storage.length; index += 1) {
      const name = this.#storage.key(index) ?? '';
      const found = name.startsWith(this.#prefix) && this.#storage.getItem(name);
      if (!found) continue;
      const draft = JSON.parse(found) as Draft;
      this.#kept.set(Number(name.slice(this.#prefix.length)), { draft, isDirty: true, timer: undefined, found });
    }
  }

  #placeOf(conversation: number): string {
    return `${this.#prefix}${conversation}`;
  }

  get(conversation: number): Draft {
    return this.#kept.get(conversation)?.draft ?? NO_DRAFT;
  }

  /** As the server keeps it; what is being typed here wins. */
  learn(conversation: number, draft: Draft | null): void {
    if (this.#kept.get(conversation)?.isDirty) return;
    this.#kept.set(conversation, { draft: draft ?? NO_DRAFT, isDirty: false, timer: undefined });
  }

  change(conversation: number, draft: Draft): void {
    clearTimeout(this.#kept.get(conversation)?.timer);
    const timer = setTimeout(() => this.flush(conversation), PAUSE_MS);
    this.#kept.set(conversation, { draft, isDirty: true, timer });
    try {
      this.#storage.setItem(this.#placeOf(conversation), JSON.stringify(draft));
    } catch {
      // A full or forbidden storage: it stays in this page, and goes to the server all the same.
    }
  }

  /** Tells the server now, one word after another, so that an older one never comes last. */
  flush(conversation: number): void {
    const kept = this.#kept.get(conversation);
    if (!kept?.isDirty) return;
    clearTimeout(kept.timer);
    this.#queue = this.#queue.then(async () => {
      if (kept.found !== undefined && kept.found !== this.#storage.getItem(this.#placeOf(conversation))) {
        if (this.#kept.get(conversation) === kept) this.#kept.delete(conversation);
        return;
      }
      try {
        await this.#save(conversation, kept.draft);
      } catch (error) {
        // Without a line it stays here, and goes once there is one. What the server refuses it would refuse for ever.
        if (!(error instanceof ApiError) || !isRefusal(error)) {
          if (this.#kept.get(conversation) === kept) kept.timer = setTimeout(() => this.flush(conversation), AGAIN_MS);
          return;
        }
      }
      if (this.#kept.get(conversation) !== kept) return;
      kept.isDirty = false;
      this.#storage.removeItem(this.#placeOf(conversation));
    });
  }

  flushAll = (): void => {
    for (const conversation of this.#kept.keys()) this.flush(conversation);
  };
}

/** Whether the server will say the same to the same draft: the conversation is gone, or is not one's own any more. */
const isRefusal = ({ status }: ApiError): boolean => status === 403 || status === 404 || status === 422;

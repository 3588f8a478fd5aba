import type { Draft } from '../api/types';

const PAUSE_MS = 600;
export const NO_DRAFT: Draft = { kind: 'message', body: '', files: [] };

export const isEmptyDraft = (draft: Draft): boolean => draft.body.trim() === '' && draft.files.length === 0;

interface Kept {
  draft: Draft;
  /** Changed here and not yet told to the server. */
  isDirty: boolean;
  timer: ReturnType<typeof setTimeout> | undefined;
}

/** What is being written, by conversation: here at once, on the server after a pause in the typing. */
export class Drafts {
  #kept = new Map<number, Kept>();
  #queue = Promise.resolve();
  #save: (conversation: number, draft: Draft) => Promise<unknown>;

  constructor(save: (conversation: number, draft: Draft) => Promise<unknown>) {
    this.#save = save;
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
  }

  /** Tells the server now, one word after another, so that an older one never comes last. */
  flush(conversation: number): void {
    const kept = this.#kept.get(conversation);
    if (!kept?.isDirty) return;
    clearTimeout(kept.timer);
    this.#queue = this.#queue.then(async () => {
      try {
        await this.#save(conversation, kept.draft);
        if (this.#kept.get(conversation) === kept) kept.isDirty = false;
      } catch {
        // It stays here; the next key tells it again.
      }
    });
  }

  flushAll = (): void => {
    for (const conversation of this.#kept.keys()) this.flush(conversation);
  };
}

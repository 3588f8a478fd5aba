import type { Draft, Outbox } from './outbox';
import { isPassing, Refusal, type Server, type Written } from './types';

/** Unacknowledged for so long, a message is shown as not sent; it is tried on. */
const PATIENCE_MS = 30_000;
const LONGEST_MS = 30_000;

interface Ends {
  token(): string;
  onWritten(draft: Draft, written: Written): void;
  onBadToken(): void;
  tell(): void;
}

/** Brings what lies in the outbox to the server, again and again under the same key, until the server has it. */
export class Sender {
  /** From when each message's patience counts: written, found again by a new page, or sent again by hand. */
  private readonly since = new Map<string, number>();
  private readonly underWay = new Set<string>();
  private failures = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly outbox: Outbox,
    private readonly server: Server,
    private readonly ends: Ends,
  ) {}

  isFailed({ client_key, isRefused }: Draft): boolean {
    return !!isRefused || Date.now() - (this.since.get(client_key) ?? Date.now()) >= PATIENCE_MS;
  }

  /** At once, whatever failed before: the line stands again, or a person asks. */
  retry(): void {
    this.failures = 0;
    this.flush();
  }

  sendAgain(draft: Draft): void {
    this.since.delete(draft.client_key);
    this.outbox.put({ ...draft, isRefused: undefined });
    this.retry();
    this.ends.tell();
  }

  flush(): void {
    clearTimeout(this.timer);
    for (const draft of this.outbox.all) this.watch(draft.client_key);
    for (const draft of this.outbox.next(this.underWay)) void this.deliver(draft);
  }

  private watch(key: string): void {
    if (this.since.has(key)) return;
    this.since.set(key, Date.now());
    setTimeout(() => this.ends.tell(), PATIENCE_MS + 50);
  }

  private async deliver(draft: Draft): Promise<void> {
    const { client_key, conversation_id, body, files } = draft;
    const token = this.ends.token();
    this.underWay.add(client_key);
    try {
      const message = { conversation_id, body, files: files.map((file) => file.id), client_key };
      const written = await this.server.send(message);
      this.failures = 0;
      // Who signed out meanwhile has nothing more to do with it.
      if (token === this.ends.token()) this.ends.onWritten(draft, written);
    } catch (fault) {
      this.fail(draft, fault);
    } finally {
      this.underWay.delete(client_key);
    }
    if (!this.failures) this.flush();
  }

  private fail(draft: Draft, fault: unknown): void {
    if (!this.outbox.all.some((each) => each.client_key === draft.client_key)) return;
    if (!isPassing(fault)) {
      this.outbox.put({ ...draft, isRefused: true });
      this.ends.tell();
      return;
    }
    if (fault instanceof Refusal && fault.status === 401) this.ends.onBadToken();
    const wait = Math.min(LONGEST_MS, 1000 * 2 ** this.failures++);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), wait * (0.75 + Math.random() / 2));
  }
}

import { attempt, parse, randomKey, stringify } from '../chat/safe';
import type { Kept } from './types';

const PREFIX = 'otklik_told_';
const LONGEST_MS = 60_000;
/** What another tab wrote so lately it sends itself. */
const ANOTHERS_MS = 20_000;
/** After so long, what was told is of no use: a form is a person's word and stays longest. */
const AGES: Record<string, number> = { forms: 86_400_000, popups: 3_600_000, heard: 3_600_000, fired: 30_000 };
const PASSING = /^(0|401|408|429|5..)$/;

export interface Answered {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: each path answers in a shape of its own.
  body: any;
}

type Post = (path: string, body: unknown) => Promise<Answered>;

/**
 * What the server is told, kept until it answers: over lost lines, closed tabs and other pages. All of it may arrive twice; keys make it
 * one. A key of storage each: tabs that wrote one list would lose each other's.
 */
export class Outbox {
  private readonly waiting = new Map<string, { kept: Kept; done: (answer: Answered) => void }>();
  private readonly underWay = new Set<string>();
  private failures = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly post: Post) {}

  /** Sends it, now or as soon as it can be; settled by the server's word, or, with status 0, when it was given up. */
  put(path: string, body: Record<string, unknown>): Promise<Answered> {
    return this.add(randomKey(), { path, body, at: Date.now() });
  }

  private add(key: string, kept: Kept): Promise<Answered> {
    return new Promise((done) => {
      this.waiting.set(key, { kept, done });
      attempt(() => localStorage.setItem(PREFIX + key, stringify(kept)));
      void this.send(key);
    });
  }

  /** Takes up what earlier pages left. */
  restore(now: number): void {
    attempt(() => {
      for (const key of Object.keys(localStorage).filter((each) => each.startsWith(PREFIX))) {
        const kept = attempt(() => parse(localStorage.getItem(key)!) as Kept);
        const id = key.slice(PREFIX.length);
        if (!kept?.path || now - kept.at > (AGES[kept.path] ?? 0)) localStorage.removeItem(key);
        else if (now - kept.at > ANOTHERS_MS && !this.waiting.has(id)) void this.add(id, kept);
      }
    });
  }

  /** Now, whatever failed before: online, or seen again. */
  retry(): void {
    this.failures = 0;
    clearTimeout(this.timer);
    for (const key of this.waiting.keys()) void this.send(key);
  }

  /** Another person is at the device: nothing of the one before is told in his name. */
  clear(): void {
    for (const key of this.waiting.keys()) this.settle(key, { status: 0, body: undefined });
  }

  private settle(key: string, answer: Answered): void {
    const found = this.waiting.get(key);
    this.waiting.delete(key);
    attempt(() => localStorage.removeItem(PREFIX + key));
    found?.done(answer);
  }

  private async send(key: string): Promise<void> {
    const found = this.waiting.get(key);
    if (!found || this.underWay.has(key)) return;
    const { path, body, at } = found.kept;
    this.underWay.add(key);
    const answer = await this.post(path, body).catch(() => ({ status: 0, body: undefined }));
    this.underWay.delete(key);
    if (!PASSING.test(String(answer.status))) {
      this.failures = 0;
      this.settle(key, answer);
    } else if (Date.now() - at > (AGES[path] ?? 0)) this.settle(key, answer);
    else this.later();
  }

  private later(): void {
    clearTimeout(this.timer);
    const wait = Math.min(LONGEST_MS, 1000 * 2 ** this.failures++);
    this.timer = setTimeout(
      () => {
        for (const key of this.waiting.keys()) void this.send(key);
      },
      wait * (0.5 + Math.random() / 2),
    );
  }
}

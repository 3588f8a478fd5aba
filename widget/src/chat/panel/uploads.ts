import type { Messenger } from '../messenger';
import { attempt, parse, randomKey, stringify } from '../shared';
import type { File, Refusal, Upload } from '../types';
import { type Chosen, upload } from './upload';

/** A file on its way up, or there, or refused. */
export interface Upgoing {
  key: string;
  name: string;
  size: number;
  /** 0 … 1. */
  share: number;
  file?: File | undefined;
  fault?: 'too_large' | 'not_sent' | undefined;
  upload?: Upload | undefined;
}

/** What is being written in a conversation: it survives looking elsewhere, the text another page too. */
export interface Composed {
  text: string;
  files: Upgoing[];
}

const KEPT = 'otklik_text';
const MAX_FILES = 10;

export class Uploads {
  private readonly composed: Record<string, Composed> = {};

  constructor(private readonly chat: Messenger) {
    const texts = attempt(() => parse(sessionStorage.getItem(KEPT) || '{}')) as Record<string, string> | undefined;
    for (const [thread, text] of Object.entries(texts ?? {})) this.composed[thread] = { text, files: [] };
  }

  of(thread: string): Composed {
    return (this.composed[thread] ??= { text: '', files: [] });
  }

  write(thread: string, text: string): void {
    this.of(thread).text = text;
    this.keep();
    this.chat.tell();
  }

  clear(thread: string): void {
    delete this.composed[thread];
    this.keep();
  }

  /** A new conversation got its number. */
  move(from: string, to: string): void {
    if (this.composed[from]) this.composed[to] = this.composed[from];
    this.clear(from);
  }

  add(thread: string, files: Iterable<Chosen>, maxBytes: number): void {
    const { files: list } = this.of(thread);
    for (const file of files) {
      if (list.length >= MAX_FILES) break;
      const { name = 'file', size } = file;
      const entry: Upgoing = { key: randomKey(), name, size, share: 0 };
      list.push(entry);
      if (size > maxBytes) entry.fault = 'too_large';
      else this.start(entry, file);
    }
    this.chat.tell();
  }

  remove(thread: string, key: string): void {
    const composed = this.of(thread);
    composed.files.find((each) => each.key === key)?.upload?.stop();
    composed.files = composed.files.filter((each) => each.key !== key);
    this.chat.tell();
  }

  private start(entry: Upgoing, file: Chosen): void {
    const sent = upload(this.chat, file, (share) => {
      entry.share = share;
      this.chat.tell();
    });
    entry.upload = sent;
    sent.done
      .then(
        (there) => {
          entry.file = there;
        },
        (fault) => {
          entry.fault = (fault as Refusal).status === 413 ? 'too_large' : 'not_sent';
        },
      )
      .finally(() => this.chat.tell());
  }

  private keep(): void {
    const texts = Object.entries(this.composed).flatMap(([thread, { text }]) => (text ? [[thread, text]] : []));
    attempt(() => sessionStorage.setItem(KEPT, stringify(Object.fromEntries(texts))));
  }
}

import { randomKey } from '../borrowed';
import type { Messenger } from '../messenger';
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

const MAX_FILES = 10;

/** Takes files to the message that is being written. */
export const attach = (chat: Messenger, files: Iterable<Chosen>): void => {
  chat.uploads ??= new Uploads(chat);
  chat.uploads.add(chat.thread, files);
};

/** The files of the messages that are being written: they survive looking elsewhere. */
export class Uploads {
  private readonly threads: Record<string, Upgoing[]> = {};

  constructor(private readonly chat: Messenger) {}

  of(thread: string): Upgoing[] {
    return (this.threads[thread] ??= []);
  }

  clear(thread: string): void {
    delete this.threads[thread];
  }

  /** A new conversation got its number. */
  move(from: string, to: string): void {
    this.threads[to] = [...this.of(to), ...this.of(from)];
    this.clear(from);
  }

  add(thread: string, files: Iterable<Chosen>): void {
    const list = this.of(thread);
    for (const file of files) {
      if (list.length >= MAX_FILES) break;
      const { name = 'file', size } = file;
      const entry: Upgoing = { key: randomKey(), name, size, share: 0 };
      list.push(entry);
      if (size > this.chat.settings.max_file_bytes) entry.fault = 'too_large';
      else this.start(entry, file);
    }
    this.chat.tell();
  }

  remove(thread: string, key: string): void {
    const list = this.of(thread);
    list.find((each) => each.key === key)?.upload?.stop();
    this.threads[thread] = list.filter((each) => each.key !== key);
    this.chat.tell();
  }

  private start(entry: Upgoing, file: Chosen): void {
    entry.upload = upload(this.chat, file, (share) => {
      entry.share = share;
      this.chat.tell();
    });
    entry.upload.done
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
}

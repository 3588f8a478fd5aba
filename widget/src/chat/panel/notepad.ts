import { attempt, parse, stringify } from '../borrowed';
import type { Messenger } from '../messenger';

const KEPT = 'otklik_text';

/** What is being written in each conversation: it survives looking elsewhere, closing, and another page. */
export interface Notepad {
  of(thread: string): string;
  write(thread: string, text: string): void;
  /** A new conversation got its number. */
  move(from: string, to: string): void;
}

export const notepadOf = (chat: Messenger): Notepad => {
  chat.notepad ??= makeNotepad(() => chat.tell());
  return chat.notepad;
};

const makeNotepad = (tell: () => void): Notepad => {
  const texts = (attempt(() => parse(sessionStorage.getItem(KEPT) || '{}')) ?? {}) as Record<string, string>;
  const write = (thread: string, text: string): void => {
    if (text) texts[thread] = text;
    else delete texts[thread];
    attempt(() => sessionStorage.setItem(KEPT, stringify(texts)));
    tell();
  };
  const of = (thread: string): string => texts[thread] ?? '';
  return {
    of,
    write,
    move(from, to) {
      write(to, of(from) || of(to));
      write(from, '');
    },
  };
};

/**
 * Shapes that others know, by these names: those of the wire, as the server's visitor side speaks them. Times are ISO 8601 UTC, addresses relative to the server;
 * what is kept in the browser, what the tracker and the admin lend, what files of another build are asked. */

import type { News, Site } from '../onsite/types';

export type Language = 'ru' | 'en';
export type Told = Record<Language, string>;

export interface File {
  id: number;
  name: string;
  size: number;
  type: string;
  is_picture: boolean;
  width: number | null;
  height: number | null;
  url: string;
}

export interface Author {
  kind: 'visitor' | 'operator' | 'bot' | 'system';
  id?: number | null;
  name: string | null;
  picture: string | null;
}

/** A row: of two with the same id the one with the higher `seq` holds. */
export interface Row {
  id: number;
  seq: number;
}

export interface Part extends Row {
  conversation_id: number;
  author: Author;
  body: string;
  data: { files?: File[] };
  client_key: string | null;
  at: string;
  edited_at?: string | null;
  deleted_at?: string | null;
}

export interface Conversation extends Row {
  status: 'open' | 'snoozed' | 'closed';
  last_part: number;
  last_at: string;
  last_author: Author;
  preview: string;
  /** The newest part that somebody of the team wrote. */
  answer_part: number;
  visitor_read: number;
  operators_read: number;
  /** The visitor is to be asked how it was. */
  asks_rating?: boolean;
  rating?: unknown;
  deleted_at?: string | null;
}

export interface Changes {
  after: number;
  seq: number;
  conversations: Conversation[];
  parts: Part[];
}

/** Passing: nobody keeps it. */
export interface Sign {
  kind: 'typing' | 'online' | 'offline' | 'away' | string;
  who: string;
  name?: string | null;
  conversation_id?: number | null;
}

export interface Operator {
  id: number;
  name: string;
  picture: string | null;
  is_online: boolean;
}

export interface Settings {
  color: string;
  position: 'right' | 'left';
  offset_x: number;
  offset_y: number;
  language: 'auto' | Language;
  title: Told;
  greeting: Told;
  offline_text: Told;
  ask_contact: 'never' | 'offline' | 'always';
  has_sound: boolean;
  shows_operators: boolean;
  shows_typing_text: boolean;
  max_file_bytes: number;
  hides_launcher: boolean;
}

export interface Contact {
  email?: string;
  phone?: string;
  name?: string;
}

export interface Hello {
  token: string;
  seq: number;
  settings: Settings;
  is_open: boolean;
  opens_at: string | null;
  operators: Operator[];
  conversations: Conversation[];
  /** What of the visitor's contact the team knows. */
  contact: { [name in keyof Contact]?: boolean } & {
    /** What he has given on this page: it is said in the place of the form. */
    saved?: string | undefined;
  };
  /** A conversation can go to him by mail. */
  mails?: boolean;
  /** What the workspace says on its site beside the chat; without a chat, `settings` is null. */
  site?: Site;
}

/** A conversation's newest parts, or those before one. */
export interface Page {
  conversation: Conversation;
  parts: Part[];
}

export interface NewMessage {
  conversation_id?: number | undefined;
  body: string;
  files: number[];
  client_key: string;
  /** The word for what the team said, which this answers. */
  reply_to?: string;
}

export interface Written {
  conversation: Conversation;
  part: Part;
}

/** A message of the visitor that the server has not acknowledged. */
export interface Draft {
  client_key: string;
  /** The conversation; none yet for the messages of a new one, which `thread` keeps together. */
  conversation_id?: number | undefined;
  thread: string;
  body: string;
  files: File[];
  /** When it was written, ms; also its order. */
  at: number;
  /** Given up by the server: only a person's word sends it again. */
  isRefused?: boolean | undefined;
}

/** Why the server did not do it. 0: no answer. */
export class Refusal extends Error {
  constructor(readonly status: number) {
    super(String(status));
  }
}

/** Is another try later of use? */
export const isPassing = (fault: unknown): boolean =>
  !(fault instanceof Refusal) || /^(0|401|408|429|5..)$/.test(String(fault.status));

/** The server as the messenger sees it; the preview has one of its own. */
export interface Server {
  hello(): Promise<Hello | undefined>;
  read(id: number, before?: number): Promise<Page>;
  send(message: NewMessage): Promise<Written>;
  mark(conversation_id: number, part: number): Promise<unknown>;
  /** Anything else: a question, or with a body something told. `waits`: so many ms may the answer take longer. */
  ask<T>(path: string, body?: unknown, signal?: AbortSignal, waits?: number): Promise<T>;
  /** A file goes up; `onProgress` hears 0 … 1. */
  upload?(file: Blob & { name?: string }, onProgress: (share: number) => void): Upload;
  /** The full address of a file or picture. */
  address(url: string): string;
}

export interface Upload {
  done: Promise<File>;
  stop(): void;
}

export type Call = [name: string, ...args: unknown[]];

/** What the chat is lent: by the tracker through `boot.ts`, by the admin for its preview. */
export interface Bridge {
  /** The server's folder, ending with a slash. */
  base: string;
  hello?: Hello;
  /** Calls made before the chat was there; later ones go to `run`. */
  calls: Call[];
  run?: (call: Call) => void;
  /** Says hello anew; undefined: there is no chat any more. */
  ask(): Promise<Hello | undefined>;
  /** The word by which the server knows this device: none while nobody, or somebody else, is there. */
  loadToken(): string | undefined;
  saveToken(token: string): void;
  load(key: string): string | undefined;
  save(key: string, value: string): void;
  emit(topic: string, ...args: unknown[]): void;
  on(topic: string, listener: (...args: never[]) => void): void;
  off(topic: string, listener: (...args: never[]) => void): void;
  /** The tracker's table of calls, and what makes those that waited for one. */
  commands?: Record<string, unknown>;
  begin?(): void;
  // What is said on the site beside the chat hangs itself in here.
  /** What came over the line becomes what the chat is to hear of it. */
  hear?(news: News): Changes;
  /** Sends that this page has already. */
  known?(): number[];
  /** The chat's own server, which is asked in another way about what the chat takes for conversations. */
  join?(server: Server): void;
  /** The admin's preview: where to stand, and a server of its own. */
  preview?: { place: HTMLElement; server: Server };
}

/** A file of the chat that comes later, as it hands itself over on its script element. */
export interface Later {
  build: string;
  css: string;
}

export interface Carrier extends HTMLScriptElement {
  otklik?: unknown;
  brought?: Later;
}

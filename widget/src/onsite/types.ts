/**
 * Shapes that others know, by these names: contents and popups as the server speaks them (docs/reference/popups.md), what is kept in the browser,
 * what the admin's builder asks of its preview. Times are ISO 8601 UTC. */
import type { Hello as ChatHello, Language } from '../chat/types';

export type { Language };

export type Look = 'small' | 'large' | 'banner' | 'embedded';

export interface Theme {
  accent: string;
  background: string;
  ink: string;
  radius: number;
  font: 'page' | 'system';
}

export interface Option {
  value: string;
  label: string;
  points?: number;
}

export type FieldType = 'email' | 'phone' | 'text' | 'long_text' | 'number' | 'date' | 'choice' | 'choices';
export type Does = 'close' | 'link' | 'next' | 'submit' | 'talk' | 'event';

export interface PictureBlock {
  kind: 'picture';
  url: string;
  alt: string;
  href?: string | null;
}

export interface TextBlock {
  kind: 'title' | 'text' | 'code';
  text: string;
}

export interface ButtonBlock {
  kind: 'button';
  text: string;
  does: Does;
  url?: string | null;
  new_tab?: boolean;
  event?: string | null;
  look?: 'main' | 'plain';
}

export interface FieldBlock {
  kind: 'field';
  name: string;
  type: FieldType;
  label?: string;
  hint?: string;
  required?: boolean;
  why?: string;
  property?: string | null;
  options?: Option[];
}

export interface ConsentBlock {
  kind: 'consent';
  text: string;
  channel: string;
  topic?: string | null;
  required?: boolean;
}

export interface AnswerBlock {
  kind: 'answer';
  hint?: string;
  button?: string;
}

export interface TimerBlock {
  kind: 'timer';
  until?: string | null;
  seconds?: number | null;
  ended?: string;
}

export type Block = PictureBlock | TextBlock | ButtonBlock | FieldBlock | ConsentBlock | AnswerBlock | TimerBlock;

/** Where the answers lead: of `ways` the first whose field has one of these values, else `next`. */
export interface Way {
  field: string;
  is: readonly string[];
  to: string;
}

export interface Page {
  id: string;
  blocks: Block[];
  next?: string | null;
  ways?: Way[];
}

export interface Content {
  look: Look;
  place?: string | { selector: string } | null;
  theme?: Partial<Theme>;
  closes?: boolean;
  overlay?: boolean;
  pages: Page[];
}

export interface UrlRule {
  match: string;
  value: string;
}

export interface Where {
  pages?: UrlRule[];
  devices?: string[];
}

/** A message for this browser, decided by the server; `key` is its word for it. */
export interface Popup extends Where {
  send: number;
  key: string;
  priority: number;
  expires_at?: string | null;
  gap_s?: number;
  content: Content;
}

/** A form that stands in the page, by its own id. */
export interface Form extends Where {
  id: string | number;
  key: string;
  content: Content;
}

export interface BrowserTrigger extends Where {
  key: string;
  kind: 'scroll' | 'exit_intent' | 'time_on_page' | 'time_on_site' | 'pages' | 'element_seen' | 'click' | 'call';
  percent?: number;
  seconds?: number;
  count?: number;
  of?: 'session' | 'all';
  selector?: string;
  name?: string;
}

export interface Site {
  triggers?: BrowserTrigger[];
  popups?: Popup[];
  forms?: Form[];
}

export type Hello = Omit<ChatHello, 'settings'> & { settings?: ChatHello['settings'] | null; site?: Site };

export type Answer = string | string[];

/** What a visitor sends of a page of a form. `client_key` is the same at every try. */
export interface Submission {
  key: string;
  client_key: string;
  page_id: string;
  fields: Record<string, Answer | number>;
  consents: string[];
  finished: boolean;
  answer?: string;
  page: { url: string; title: string };
}

export interface Fault {
  path: string;
  message: string;
}

/** The server's word on a submission. */
export interface Taken {
  conversation?: number;
}

/** What waits for the server in the browser's storage. */
export interface Kept {
  path: string;
  body: Record<string, unknown>;
  at: number;
}

/** How the admin's builder has a content drawn. */
export interface PreviewOptions {
  language: Language;
  /** Which page stands; the first by itself. */
  page?: string;
  isDark?: boolean;
  /** As for a visitor: validation, ways, thanks. Else a click only selects. */
  acts?: boolean;
  /** What is outlined: `pages[0].blocks[1]`. */
  selected?: string;
  heard?: (what: { page?: string; block?: string; closed?: true }) => void;
}

export interface Preview {
  root: ShadowRoot;
  update(content: Content, options?: PreviewOptions): void;
  remove(): void;
}

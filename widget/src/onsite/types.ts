/**
 * Shapes that others know, by these names: contents and popups as the server speaks them (docs/reference/popups.md), what is kept in the browser,
 * what the admin's builder asks of its preview. Times are ISO 8601 UTC. */
import type { Author, Bridge, Changes, Language } from '../chat/types';

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
  label?: string;
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

/** `at`: its path in the content as it was written, before what is known was left out. */
export type Block = (PictureBlock | TextBlock | ButtonBlock | FieldBlock | ConsentBlock | AnswerBlock | TimerBlock) & {
  at?: string;
};

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
  scenario?: number | null;
  priority: number;
  expires_at?: string | null;
  gap_s?: number;
  content: Content;
}

/** What an operator, or the team, says in the chat before there is a conversation. */
export interface ChatMessage {
  send: number;
  key: string;
  at: string;
  text: string;
  author: Author;
  is_silent?: boolean;
  is_read?: boolean;
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
  messages?: ChatMessage[];
}

/** What comes over the line beside the chat's own changes. */
export interface News extends Partial<Changes> {
  type?: string;
  popups?: Popup[];
  messages?: ChatMessage[];
  /** Taken by another tab or browser. */
  sends?: number[];
}

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

/** What became of a popup: claimed, shown, pressed, closed. */
export interface Told {
  key: string;
  heard: string;
  tab: string;
  block?: string;
  url?: string;
}

/** A trigger that came true. */
export interface Fired {
  trigger: string;
  page: { url: string; title: string };
  view: string;
  details: Record<string, string | number>;
}

/** The server's word against something. */
export interface Refusing {
  error?: { faults?: Fault[] };
}

/** What the site's storage keeps of what ended. */
export interface Memory {
  /** When the last one ended, ms. */
  ended: number;
  /** Sends that were closed, or sent off. */
  over: number[];
}

/** The visit of all tabs together, and all page views ever. */
export interface Visit {
  at: number;
  pages: number;
  ms: number;
  ever: number;
  /** Keys of triggers that come true once a visit, and once for ever. */
  fired: string[];
  once: string[];
}

/** What the page may call. */
export interface Calls {
  popup(id: unknown): void;
}

/** The server's word on a submission. */
export interface Taken {
  conversation?: number | null;
}

/** What waits for the server in the browser's storage. */
export interface Kept {
  path: string;
  body: Record<string, unknown>;
  at: number;
}

/** What the builder hears of its preview; an interface, so that its names are kept as they are. */
export interface Heard {
  page?: string;
  block?: string;
  closed?: true;
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
  heard?: (what: Heard) => void;
}

export interface Preview {
  root: ShadowRoot;
  update(content: Content, options?: PreviewOptions): void;
  remove(): void;
}

/** What the drawing is given by the one who decides what is shown; it comes in a file of its own, perhaps of another build. */
export interface Stand {
  /** Where it stands: in a place of the page, or, without one, over it. */
  place?: Element;
  content: Content;
  /** The chat's button, which is not to be covered: [side, px from there, px from below]. */
  button?: ['left' | 'right', number, number] | undefined;
  address(url: string): string;
  began(): number;
  clicked(block: string, url?: string): void;
  turned(page: string): void;
  submit(given: Pick<Submission, 'page_id' | 'fields' | 'consents' | 'finished' | 'answer'>): Promise<Outcome>;
  talk(conversation?: number): void;
  track(event: string): void;
  close(): void;
  /** Half of it has been visible for a second. */
  shown(): void;
}

export interface Accepted {
  taken: Taken;
}

/** Words for fields, by their names. */
export interface Refused {
  faults: Record<string, string>;
}

/** How a submission ended: taken; kept, and sent when there is a connection; or refused. */
export type Outcome = Accepted | 'kept' | Refused;

export interface Standing {
  /** The visitor did something with it. */
  isTouched(): boolean;
  /** Out of sight for a while, as under an open chat. */
  hide(isHidden: boolean): void;
  /** To another place, with all that was typed. */
  move(place: Element): void;
  remove(): void;
}

export interface ViewFile {
  stand(stand: Stand): Standing;
}

/** The own line of a workspace without a chat; it comes in a file of its own. */
export interface Line {
  stop(): void;
  /** Another page is shown. */
  moved(): void;
  /** Says hello anew: another person. */
  renew(): void;
}

export interface LineFile {
  carry(bridge: Bridge, known: () => number[]): Line;
}

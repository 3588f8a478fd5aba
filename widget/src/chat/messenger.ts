import { showInTitle } from './attention';
import { hear, notice } from './hearing';
import { languageOf, told, type Words, words } from './language';
import { type Link, makeLink } from './link';
import type { Brought, Loader } from './loading';
import type { Uploads } from './more/uploads';
import { Outbox, threadOf } from './outbox';
import type { Notepad } from './panel/notepad';
import { randomKey } from './safe';
import { makeSender, type Sender } from './sender';
import { renew } from './session';
import { countUnread, EMPTY, listOf, markRead, partsOf, type State, takePage, takeRows, unreadIn } from './state';
import {
  type Bridge,
  type Draft,
  type File,
  type Hello,
  isPassing,
  type Language,
  type Part,
  type Server,
  type Settings,
  type Written,
} from './types';
import { redraw } from './view/draw';

const GREETED = 'otklik_greeted';
const PEEKED = 'otklik_peeked';
/** Who is there and whether the team works is asked anew when the chat is opened after so long. */
const FRESH_MS = 300_000;

/** What is looked at: the list, a conversation, or a new one. */
export type View = 'list' | 'new' | number;

/** All that the chat knows and does; the interface only shows it. */
export class Messenger {
  state: State = EMPTY;
  view: View = 'list';
  isOpen = false;
  isGreeting = false;
  isUp = true;
  /** What came last, for those who listen to the page. */
  news = '';
  /** A history is being read; false: it could not be. */
  loading: Record<number, boolean> = {};
  typing: Record<number, { name: string | null | undefined; timer: ReturnType<typeof setTimeout> }> = {};
  /** What is being written, and its files: the files that bring these follow a new conversation to its number. */
  notepad?: Notepad;
  uploads?: Uploads;
  /** The conversation that he would have by mail. */
  mailing?: View;
  /** A picture over the whole window. */
  viewed?: File | undefined;
  token: string;
  readonly outbox = new Outbox();
  readonly sender: Sender;
  readonly link: Link;
  /** Read here, and not yet acknowledged by the server. */
  readonly unmarked = new Map<number, number>();
  newThread = randomKey();
  asked = Date.now();
  /** Till the team works again. */
  opening: ReturnType<typeof setTimeout> | undefined;
  private greetedAt = 0;

  constructor(
    readonly bridge: Bridge,
    readonly server: Server,
    public hello: Hello,
    readonly loader: Loader,
  ) {
    this.token = hello.token;
    const token = (): string => this.token;
    this.sender = makeSender(this.outbox, server, {
      token,
      onWritten: (draft, written) => this.onWritten(draft, written),
      onBadToken: () => this.refresh(),
      tell: () => this.tell(),
    });
    this.link = makeLink({
      url: `${bridge.base.replace(/^http/, 'ws')}chat/socket`,
      token,
      after: () => this.state.seq,
      onChanges: (changes) => hear(this, bridge.hear?.(changes) ?? changes),
      onSign: (sign) => notice(this, sign),
      renew: () => renew(this),
      poll: async (signal, onAnswer) => (await loader.bring('more')).poll(this, signal, onAnswer),
      onState: (isUp) => {
        this.isUp = isUp;
        if (isUp) this.catchUp();
        this.tell();
      },
    });
  }

  get settings(): Settings {
    return this.hello.settings;
  }

  get language(): Language {
    return languageOf(this.settings.language);
  }

  get words(): Words {
    return words[this.language];
  }

  told(what: 'title' | 'greeting' | 'offline_text'): string {
    return told(this.settings[what], this.language);
  }

  /** Something is otherwise than it was shown. */
  tell(): void {
    showInTitle(document.hidden ? this.unread : 0);
    redraw();
  }

  /** A file of the chat that is wanted now: undefined until it is there, which will be told. */
  want<Name extends keyof Brought>(name: Name): Brought[Name] | undefined {
    const { loader } = this;
    if (!loader.has(name)) {
      loader.bring(name).then(
        () => this.tell(),
        () => name === 'panel' && this.close(),
      );
    }
    return loader.has(name);
  }

  /** A snapshot, where nobody waits for it. */
  refresh(): void {
    void renew(this).catch(() => {});
  }

  stop(): void {
    this.link.stop();
    this.close();
  }

  private catchUp(): void {
    this.moved();
    for (const [id, part] of this.unmarked) this.mark(id, part);
    for (const id in this.loading) if (!this.loading[id]) void this.readHistory(+id, this.state.read.has(+id));
    this.sender.retry();
  }

  /** The visitor gave something that the page shows at once; the server's word for it comes later, or never. */
  learn(news: Partial<Hello>): void {
    this.hello = { ...this.hello, ...news };
    this.tell();
  }

  /** The visitor looks at another page. */
  moved(): void {
    this.link.say({ type: 'page', url: location.href, title: document.title });
  }

  // Looking

  get unread(): number {
    return countUnread(this.state);
  }

  /** The newest unread message, to be shown beside the button; it can be waved away. */
  get peek(): Part | undefined {
    const all = listOf(this.state).flatMap((each) => unreadIn(this.state, each));
    const last = all.sort((a, b) => b.id - a.id)[0];
    return last && last.id > Number(this.bridge.load(PEEKED) ?? 0) ? last : undefined;
  }

  wave(): void {
    if (this.isGreeting) this.endGreeting();
    const { peek } = this;
    if (peek) this.bridge.save(PEEKED, String(peek.id));
    this.tell();
  }

  greet(): void {
    if (this.isOpen || !this.told('greeting') || this.state.conversations.size || this.bridge.load(GREETED)) return;
    this.isGreeting = true;
    this.greetedAt = Date.now();
    this.tell();
  }

  private endGreeting(): void {
    this.isGreeting = false;
    if (this.greetedAt) this.bridge.save(GREETED, '1');
  }

  /** Opens where there is something to do: what is unread, else the list, else a new conversation. */
  open(view?: View): void {
    if (this.isOpen && view === undefined) return;
    const list = listOf(this.state);
    const unread = list.find((each) => each.answer_part > each.visitor_read);
    const isBack = typeof this.view === 'number' && this.state.conversations.has(this.view);
    const where = view ?? unread?.id ?? (isBack ? this.view : list[0] ? 'list' : 'new');
    const wasOpen = this.isOpen;
    this.isOpen = true;
    this.endGreeting();
    this.show(where);
    if (!wasOpen) this.bridge.emit('messenger_opened', {});
    if (Date.now() - this.asked > FRESH_MS) this.refresh();
  }

  close(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.tell();
    this.bridge.emit('messenger_closed', {});
  }

  toggle(): void {
    if (this.isOpen) this.close();
    else this.open();
  }

  show(view: View): void {
    this.view = view;
    if (typeof view === 'number') void this.openConversation(view);
    this.see();
    this.tell();
  }

  private async openConversation(id: number): Promise<void> {
    if (!this.state.read.has(id)) await this.readHistory(id);
    const parts = partsOf(this.state, id);
    this.bridge.emit('conversation_opened', { id, message: null, type: null, parts });
  }

  /** The newest parts, or those before the oldest known. */
  async readHistory(id: number, isOlder = false): Promise<void> {
    if (this.loading[id]) return;
    this.loading[id] = true;
    this.tell();
    try {
      const page = await this.server.read(id, isOlder ? partsOf(this.state, id)[0]?.id : undefined);
      this.state = takePage(this.state, id, page);
      delete this.loading[id];
    } catch {
      this.loading[id] = false;
    }
    this.see();
    this.tell();
  }

  isLookedAt(id: number): boolean {
    return this.isOpen && this.view === id && !document.hidden;
  }

  /** What is before somebody's eyes is read. */
  see(): void {
    const { view } = this;
    if (typeof view !== 'number' || !this.isLookedAt(view)) return;
    const row = this.state.conversations.get(view);
    const last = row && unreadIn(this.state, row).pop();
    if (last) this.mark(view, last.id);
  }

  private mark(id: number, part: number): void {
    this.state = markRead(this.state, id, part);
    this.unmarked.set(id, part);
    this.server.mark(id, part).then(
      () => this.unmarked.get(id) === part && this.unmarked.delete(id),
      (fault) => isPassing(fault) || this.unmarked.delete(id),
    );
  }

  // Writing

  /** What keeps the messages, the text and the files of the conversation that is looked at together. */
  get thread(): string {
    return typeof this.view === 'number' ? threadOf(this.view) : this.newThread;
  }

  get drafts(): Draft[] {
    return this.outbox.all.filter((draft) => draft.thread === this.thread);
  }

  send(body: string, files: File[]): void {
    const conversation_id = typeof this.view === 'number' ? this.view : undefined;
    this.outbox.add({ client_key: randomKey(), conversation_id, thread: this.thread, body, files, at: Date.now() });
    this.sender.flush();
    this.tell();
  }

  private onWritten({ client_key, conversation_id, thread, body }: Draft, { conversation, part }: Written): void {
    this.state = takeRows(this.state, [conversation], [part]);
    // What is new holds all there is.
    if (!conversation_id) this.state = { ...this.state, read: new Map(this.state.read).set(conversation.id, false) };
    this.settle(client_key, conversation.id, thread);
    const topic = conversation_id ? 'user_replied' : 'conversation_started';
    this.bridge.emit(topic, { id: conversation.id, body, message: null });
    this.tell();
  }

  discard(draft: Draft): void {
    this.outbox.drop(draft.client_key);
    this.tell();
  }

  /** A message is in the conversation; whoever watches the new conversation goes on watching it. */
  settle(client_key: string, id: number, thread?: string): void {
    const draft = this.outbox.all.find((each) => each.client_key === client_key);
    this.outbox.settle(client_key, id);
    const { newThread } = this;
    if ((draft?.thread ?? thread) !== newThread) return;
    for (const each of [this.notepad, this.uploads]) each?.move(newThread, threadOf(id));
    this.newThread = randomKey();
    if (this.view === 'new') this.show(id);
  }
}

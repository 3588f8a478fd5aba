import { beep, showInTitle } from './attention';
import { languageOf, told, words } from './language';
import { Link, type Sign } from './link';
import { type Draft, Outbox, threadOf } from './outbox';
import type { Uploads } from './panel/uploads';
import { attempt, randomKey } from './safe';
import { Sender } from './sender';
import {
  countUnread,
  EMPTY,
  hasGap,
  listOf,
  markRead,
  partsOf,
  type State,
  takeChanges,
  takeHello,
  takePage,
  takeRows,
  unreadIn,
} from './state';
import {
  type Bridge,
  type Changes,
  type File,
  type Hello,
  isPassing,
  type Language,
  type Part,
  type Server,
  type Settings,
  type Written,
} from './types';

const GREETED = 'otklik_greeted';
const PEEKED = 'otklik_peeked';
const RANG = 'otklik_rang';

const GREETING_MS = 2500;
const TYPING_SHOWN_MS = 6000;
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
  readonly outbox = new Outbox();
  /** What is being written; the panel brings it. */
  uploads?: Uploads;
  readonly sender: Sender;
  token: string;

  readonly link: Link;
  private readonly listeners = new Set<() => void>();
  private readonly unmarked = new Map<number, number>();
  private newThread = randomKey();
  private opening: ReturnType<typeof setTimeout> | undefined;
  private renewing: Promise<void> | undefined;
  private greetedAt = 0;
  private asked = Date.now();

  constructor(
    readonly bridge: Bridge,
    readonly server: Server,
    public hello: Hello,
  ) {
    this.token = hello.token;
    this.sender = new Sender(this.outbox, server, {
      token: () => this.token,
      onWritten: (draft, written) => this.onWritten(draft, written),
      onBadToken: () => this.refresh(),
      tell: () => this.tell(),
    });
    this.link = new Link({
      url: `${bridge.base.replace(/^http/, 'ws')}chat/socket`,
      token: () => this.token,
      after: () => this.state.seq,
      onChanges: (changes) => this.take(changes),
      onSign: (sign) => this.notice(sign),
      onStale: () => this.renew(),
      onRefused: () => this.renew(),
      onState: (isUp) => {
        this.isUp = isUp;
        if (isUp) this.catchUp();
        this.tell();
      },
      poll: (after, signal) => server.changes(after, signal),
    });
  }

  get settings(): Settings {
    return this.hello.settings;
  }

  get language(): Language {
    return languageOf(this.settings.language);
  }

  get words(): (typeof words)['en'] {
    return words[this.language];
  }

  told(what: 'title' | 'greeting' | 'offline_text'): string {
    return told(this.settings[what], this.language);
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Something is otherwise than it was shown. */
  tell(): void {
    showInTitle(document.hidden ? this.unread : 0);
    for (const listener of this.listeners) attempt(listener);
  }

  // Beginning and coming back

  start(): void {
    this.state = takeHello(this.hello);
    this.keepToken();
    this.outbox.restore(Date.now());
    this.newThread = this.outbox.all.find((draft) => !draft.conversation_id)?.thread ?? this.newThread;
    this.settleIn();
    this.link.start();
    setTimeout(() => this.greet(), GREETING_MS);
  }

  stop(): void {
    this.link.stop();
    this.close();
  }

  pause(): void {
    this.link.stop();
  }

  /** The page is seen again: after sleep, out of the back-forward cache, online. */
  wake(): void {
    const kept = this.bridge.loadToken();
    // Another tab signed somebody in or out.
    if (kept && kept !== this.token) {
      this.token = kept;
      this.refresh();
    }
    this.link.start();
    this.link.wake();
    this.sender.retry();
    this.see();
    this.tell();
  }

  /** Another person, or nobody, is at the device. */
  async become(): Promise<void> {
    this.outbox.clear();
    this.token = '';
    this.bridge.saveToken('');
    this.view = 'list';
    await this.renew();
  }

  /** A snapshot; the conversation that is looked at is read before it takes the place of what was shown. */
  renew(): Promise<void> {
    this.renewing ??= this.readAnew().finally(() => {
      this.renewing = undefined;
    });
    return this.renewing;
  }

  /** The same, where nobody waits for it. */
  private refresh(): void {
    void this.renew().catch(() => {});
  }

  private async readAnew(): Promise<void> {
    const before = this.token;
    const hello = await this.server.hello();
    if (!hello) {
      this.stop();
      return;
    }
    this.hello = hello;
    this.asked = Date.now();
    this.token = hello.token;
    this.keepToken();
    let state = takeHello(hello);
    const { view } = this;
    if (typeof view === 'number') {
      if (!state.conversations.has(view)) this.view = 'list';
      else state = takePage(state, view, await this.server.read(view));
    }
    this.state = state;
    if (before !== this.token) this.link.reconnect();
    this.settleIn();
    this.tell();
  }

  private keepToken(): void {
    if (this.token !== this.bridge.loadToken()) this.bridge.saveToken(this.token);
  }

  private settleIn(): void {
    clearTimeout(this.opening);
    const { is_open, opens_at } = this.hello;
    const wait = opens_at && !is_open ? Date.parse(opens_at) - Date.now() : 0;
    // Browsers count no further than 24 days.
    if (wait > 0 && wait < 2 ** 31) this.opening = setTimeout(() => this.refresh(), wait + 1000);
    // What waits is shown beside the button and counted: its text is needed.
    for (const each of listOf(this.state)) {
      if (each.answer_part > each.visitor_read && !unreadIn(this.state, each)[0]) void this.readHistory(each.id);
    }
    this.sender.flush();
  }

  private catchUp(): void {
    this.link.say({ type: 'page', url: location.href, title: document.title });
    for (const [id, part] of this.unmarked) this.mark(id, part);
    this.sender.retry();
  }

  // What comes

  private take(changes: Changes): void {
    const before = this.state;
    this.state = takeChanges(before, changes);
    if (hasGap(before, changes)) this.link.resume();
    for (const part of changes.parts) {
      if (part.client_key) this.settle(part.client_key, part.conversation_id);
      if (!before.parts.has(part.id)) this.arrive(part);
    }
    this.see();
    this.tell();
  }

  private arrive(part: Part): void {
    const { conversation_id: id, author } = part;
    const mark = this.state.conversations.get(id)?.visitor_read ?? 0;
    if (author.kind === 'visitor' || part.deleted_at || part.id <= mark) return;
    this.calm(id);
    this.news = `${author.name ?? ''}: ${part.body || part.data.files?.map((file) => file.name).join(', ')}`;
    // Of several tabs one rings.
    if (!this.settings.has_sound || this.isLookedAt(id) || Number(this.bridge.load(RANG)) >= part.id) return;
    this.bridge.save(RANG, String(part.id));
    beep();
  }

  private notice({ kind, who, name, conversation_id: id }: Sign): void {
    if (kind === 'typing' && id) {
      this.calm(id);
      this.typing[id] = { name, timer: setTimeout(() => this.calm(id), TYPING_SHOWN_MS) };
    } else {
      const operator = this.hello.operators.find((each) => who === `operator:${each.id}`);
      if (operator) operator.is_online = kind === 'online';
    }
    this.tell();
  }

  private calm(id: number): void {
    clearTimeout(this.typing[id]?.timer);
    if (id in this.typing) {
      delete this.typing[id];
      this.tell();
    }
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
    if (typeof view === 'number') {
      void this.openConversation(view);
    }
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

  private isLookedAt(id: number): boolean {
    return this.isOpen && this.view === id && !document.hidden;
  }

  /** What is before somebody's eyes is read. */
  see(): void {
    const { view } = this;
    if (typeof view !== 'number' || !this.isLookedAt(view)) return;
    const last = partsOf(this.state, view)
      .filter((part) => part.author.kind !== 'visitor')
      .pop();
    if (last && last.id > this.state.conversations.get(view)!.visitor_read) this.mark(view, last.id);
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

  discard(draft: Draft): void {
    this.outbox.drop(draft.client_key);
    this.tell();
  }

  /** A message is in the conversation; whoever watches the new conversation goes on watching it. */
  private settle(client_key: string, id: number, thread?: string): void {
    const draft = this.outbox.all.find((each) => each.client_key === client_key);
    this.outbox.settle(client_key, id);
    if ((draft?.thread ?? thread) !== this.newThread) return;
    this.uploads?.move(this.newThread, threadOf(id));
    this.newThread = randomKey();
    if (this.view === 'new') this.show(id);
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

  // Knowing

  /** The visitor gave something that the page shows at once; the server's word for it comes later, or never. */
  learn(news: Partial<Hello>): void {
    this.hello = { ...this.hello, ...news };
    this.tell();
  }

  moved(): void {
    this.link.say({ type: 'page', url: location.href, title: document.title });
  }
}

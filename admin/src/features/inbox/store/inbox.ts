import { tellSign } from '@/lib/signs';
import { inboxApi } from '../api';
import type { Changes, Conversation, ConversationChange, Draft, InboxFile, Part, People, Sign } from '../api/types';
import { backoffMs } from './backoff';
import { Drafts, NO_DRAFT } from './drafts';
import { Line } from './line';
import { forget, ROOM, shorten, sizeOf, withoutStrange } from './memory';
import { Outbox, type Outgoing } from './outbox';
import { NEW, type Shot, UNREAD_WINDOW, unreadView, type ViewPages, type Window } from './shot';
import { prune, withoutTyping, withSign } from './signs';
import { EMPTY, merge, readKey, withDetail, withPage } from './state';
import { DEFAULT_VIEW, keyOf, queryOf, type View } from './views';

const UNDO_MS = 10_000;
const PRUNE_MS = 1_000;
/** A move of so long ago still says that somebody is here. */
const LATELY_MS = 60_000;
/** The parts of so many conversations are kept: of those looked at last. */
const KEPT = 10;
/** The views looked at last that are kept when memory is short. */
const KEPT_VIEWS = 3;

const put = <K, V>(map: ReadonlyMap<K, V>, key: K, value: V): ReadonlyMap<K, V> => new Map([...map, [key, value]]);

export interface InboxPlace {
  workspace: string;
  member: number;
  onRefused: () => void;
  /** A colleague came, went, or is away. */
  onOperator: () => void;
}

/** The inbox of one member in one workspace, for as long as the tab is in it. */
export class Inbox {
  readonly member: number;
  shot: Shot = NEW;
  readonly drafts: Drafts;
  readonly #outbox: Outbox;
  readonly #line: Line;
  readonly #onOperator: () => void;
  #seq = -1;
  /** From here on everything has been told. */
  #base = -1;
  #listeners = new Set<() => void>();
  #hearers = new Set<(parts: Part[]) => void>();
  #pruning: ReturnType<typeof setInterval> | undefined;
  #said = 0;
  /** When somebody moved last, as far as it was to be told. */
  #movedAt = -Infinity;
  #isStarted = false;
  #isOver = false;
  /** The conversation on the screen. */
  #shown: number | null = null;
  /** Conversations that have been on the screen, the last one first. */
  #looked: number[] = [];
  /** Keys of the views that have been on the screen, the last one first. */
  #viewed: string[] = [];
  /** More rows than this are too many. */
  #room = ROOM;
  /** Parts up to here have been told. */
  #heard = -1;

  constructor({ workspace, member, onRefused, onOperator }: InboxPlace) {
    this.#onOperator = onOperator;
    this.member = member;
    this.drafts = new Drafts(
      (id, draft) => inboxApi.draft(id, draft),
      localStorage,
      `otklik.draft.${workspace}.${member}.`,
    );
    this.#outbox = new Outbox(
      {
        write: (id, part) => inboxApi.write(id, part),
        onWritten: this.#written,
        onChange: (outbox) => this.#set({ outbox }),
      },
      localStorage,
      `otklik.outbox.${workspace}.${member}.`,
    );
    this.#line = new Line({
      url: inboxApi.socketUrl,
      seq: () => this.#seq,
      onChanges: this.#changed,
      onSign: this.#signed,
      onStale: this.#renew,
      onState: (line) => {
        this.#set(line === 'lost' ? { line, signs: NEW.signs } : { line });
        if (line !== 'live') return;
        this.#outbox.resume();
        this.drafts.flushAll();
        this.looking(this.#shown);
        if (Date.now() - this.#movedAt < LATELY_MS) this.#sayActive();
      },
      onRefused,
      poll: (after, waits, signal) => inboxApi.changes(after, waits, signal),
    });
  }

  /** Reads the first view, then listens from there. */
  async start(): Promise<void> {
    if (this.#isStarted) return;
    this.#isStarted = true;
    this.drafts.restore();
    this.#outbox.restore();
    this.#pruning = setInterval(() => this.#set({ signs: prune(this.shot.signs, Date.now()) }), PRUNE_MS);
    window.addEventListener('pagehide', this.drafts.flushAll);
    for (let tries = 0; this.#base < 0 && !this.#isOver; tries += 1) {
      await this.loadView(DEFAULT_VIEW);
      if (this.#base < 0) await new Promise((resume) => setTimeout(resume, backoffMs(tries + 2)));
    }
  }

  stop(): void {
    this.#isOver = true;
    clearInterval(this.#pruning);
    window.removeEventListener('pagehide', this.drafts.flushAll);
    this.drafts.flushAll();
    this.#outbox.stop();
    this.#line.stop();
    this.#listeners.clear();
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Calls `hearer` with parts that came by themselves. */
  hear(hearer: (parts: Part[]) => void): () => void {
    this.#hearers.add(hearer);
    return () => this.#hearers.delete(hearer);
  }

  #set(patch: Partial<Shot>): void {
    const next = { ...this.shot, ...patch };
    if (Object.keys(patch).every((key) => this.shot[key as keyof Shot] === next[key as keyof Shot])) return;
    this.shot = sizeOf(next.state) > this.#room ? this.#shorter(next) : next;
    for (const listener of this.#listeners) listener();
  }

  /** A day of work takes no more memory than an hour. */
  #shorter(shot: Shot): Shot {
    const left = { ...shot, ...forget(shot, { kept: this.#viewed, member: this.member }) };
    this.#room = Math.max(ROOM, 2 * sizeOf(left.state));
    return left;
  }

  #changed = (changes: Changes): void => {
    const { state, windows } = this.shot;
    // A part has the number that it came with for its id.
    const fresh = changes.parts.filter((part) => part.id > this.#heard);
    this.#seq = Math.max(this.#seq, changes.seq);
    this.#heard = Math.max(this.#heard, changes.seq);
    const keys = new Set(changes.parts.map((part) => part.client_key));
    for (const item of this.shot.outbox) if (keys.has(item.key)) this.#outbox.remove(item.key);
    const authors = new Set(fresh.map(({ author }) => `${author.kind}:${String(author.id)}`));
    const kept = { ...changes, parts: withoutStrange(changes.parts, { state, windows }) };
    this.#set({ state: merge(state, kept, changes.seq), signs: withoutTyping(this.shot.signs, authors) });
    if (fresh.length > 0) for (const hearer of this.#hearers) hearer(fresh);
  };

  #signed = (sign: Sign): void => {
    tellSign(sign);
    const { state } = this.shot;
    const [kind, id = ''] = sign.who.split(':');
    if (kind === 'operator' && sign.kind !== 'typing' && sign.kind !== 'looking') this.#onOperator();
    const person = kind === 'visitor' ? state.people.get(id) : undefined;
    if (person && (sign.kind === 'online' || sign.kind === 'offline')) {
      const people = put(state.people, id, { ...person, is_online: sign.kind === 'online' });
      this.#set({ state: { ...state, people } });
    }
    this.#set({ signs: withSign(this.shot.signs, sign, Date.now()) });
  };

  /** Too far behind to be told the changes: what is on the screen is read anew. */
  #renew = async (): Promise<void> => {
    const shown = this.shot.views.get(this.#viewed[0] ?? '')?.view ?? DEFAULT_VIEW;
    const talks = this.#shown === null ? [] : [this.#shown];
    const [page, ...details] = await Promise.all([
      this.#readPage(shown, null),
      ...talks.map((id) => inboxApi.open(id)),
    ]);
    let state = withPage({ ...EMPTY, people: this.shot.state.people }, page, this.member);
    this.#base = this.#seq = Math.min(page.seq, ...details.map((detail) => detail.seq));
    this.#heard = Math.max(this.#heard, this.#seq);
    const windows = new Map<number, Window>();
    for (const detail of details) {
      state = withDetail(state, detail, this.member);
      windows.set(detail.conversation.id, windowOf(detail));
    }
    this.#set({ state, windows, views: new Map([[keyOf(shown), pagesOf(page, unreadView(shown))]]) });
  };

  /** Something was read as of `seq`. Older than all that was told since the first reading, the line starts there anew. */
  #asOf(seq: number): void {
    if (this.#base >= 0 && seq >= this.#base) return;
    const isFirst = this.#base < 0;
    this.#base = this.#seq = seq;
    this.#heard = Math.max(this.#heard, seq);
    if (isFirst) this.#line.start();
    else this.#line.resume();
  }

  #readPage(view: View, before: string | null) {
    return view.name === 'mentions' ? inboxApi.mentions(before) : inboxApi.list(queryOf(view), before);
  }

  /** This view is on the screen now. */
  viewing(view: View): void {
    const key = keyOf(view);
    this.#viewed = [key, ...this.#viewed.filter((each) => each !== key)].slice(0, KEPT_VIEWS);
  }

  /** Reads the first page of a view, or the next one. */
  async loadView(view: View): Promise<void> {
    const key = keyOf(view);
    const before = this.shot.views.get(key) ?? unreadView(view);
    if (before.isLoading || (before.isRead && before.next === null)) return;
    this.#set({ views: put(this.shot.views, key, { ...before, isLoading: true, error: null }) });
    try {
      const page = await this.#readPage(view, before.next);
      this.#asOf(page.seq);
      const pages = pagesOf(page, before);
      this.#set({ state: withPage(this.shot.state, page, this.member), views: put(this.shot.views, key, pages) });
    } catch (error) {
      this.#set({ views: put(this.shot.views, key, { ...before, isLoading: false, error }) });
    }
  }

  /** Reads a conversation with its newest parts. */
  async open(id: number): Promise<void> {
    const before = this.shot.windows.get(id) ?? UNREAD_WINDOW;
    if (before.isLoading || before.isRead) return;
    this.#set({ windows: put(this.shot.windows, id, { ...before, isLoading: true, error: null }) });
    try {
      const detail = await inboxApi.open(id);
      this.#asOf(detail.seq);
      const found = detail.conversation.id;
      this.drafts.learn(found, detail.draft);
      // What it became is read when it is opened: what has come to it meanwhile was not kept.
      const window = { ...windowOf(detail), movedTo: found === id ? null : found };
      const known = found === id ? detail : { ...detail, parts: [] };
      this.#set({
        state: withDetail(this.shot.state, known, this.member),
        windows: put(this.shot.windows, id, window),
      });
    } catch (error) {
      this.#set({ windows: put(this.shot.windows, id, { ...before, isLoading: false, error }) });
    }
  }

  /** Reads the parts before those that are shown, `limit` of them; what has failed is read again when asked `again`. */
  async older(id: number, { limit, again = false }: { limit?: number; again?: boolean } = {}): Promise<void> {
    const window = this.shot.windows.get(id) ?? UNREAD_WINDOW;
    if (window.error && !again) return;
    if (!window.isRead) await this.open(id);
    if (!window.next || window.isLoading) return;
    const reading = { ...window, isLoading: true, error: null };
    this.#set({ windows: put(this.shot.windows, id, reading) });
    try {
      const page = await inboxApi.parts(id, window.next, limit);
      // It has been left meanwhile.
      if (this.shot.windows.get(id) !== reading) return;
      const from = Math.min(window.from, ...page.parts.map((part) => part.id));
      this.#set({
        state: merge(this.shot.state, { parts: page.parts }, page.seq),
        windows: put(this.shot.windows, id, { ...window, from, next: page.next, isLoading: false }),
      });
    } catch (error) {
      if (this.shot.windows.get(id) !== reading) return;
      this.#set({ windows: put(this.shot.windows, id, { ...window, isLoading: false, error }) });
    }
  }

  /** Takes in rows that came with some other answer. */
  learn(conversations: Conversation[], people: People = {}): void {
    this.#set({ state: merge(this.shot.state, { conversations, people }, this.#seq) });
  }

  /** Changes a conversation: shown at once, taken back when the server refuses; then it raises. */
  async change(id: number, change: ConversationChange): Promise<void> {
    const row = this.shot.state.conversations.get(id);
    const { tags_add = [], tags_remove = [], ...plain } = change;
    const tags = [...new Set([...(row?.tags ?? []), ...tags_add])].filter((tag) => !tags_remove.includes(tag));
    const hope: Partial<Conversation> = { ...plain, tags };
    this.#set({ hopes: put(this.shot.hopes, id, hope) });
    try {
      const { conversation } = await inboxApi.change(id, change);
      this.learn([conversation]);
    } finally {
      if (this.shot.hopes.get(id) === hope)
        this.#set({ hopes: new Map([...this.shot.hopes].filter(([key]) => key !== id)) });
    }
  }

  /** Says how far the member has read. */
  read(id: number, part: number): void {
    const key = readKey(id, this.member);
    const known = this.shot.state.reads.get(key);
    if ((known?.part ?? -1) >= part) return;
    const reads = put(this.shot.state.reads, key, { part, seq: known?.seq ?? -1 });
    this.#set({ state: { ...this.shot.state, reads } });
    // Not said, it stays unread for the server; the next opening says it again.
    inboxApi.read(id, part).catch(() => undefined);
  }

  write(conversation: number, draft: Draft, mentions: number[], seen: number): void {
    this.drafts.change(conversation, { ...NO_DRAFT, kind: draft.kind });
    this.drafts.flush(conversation);
    const { kind, body, files } = draft;
    this.#outbox.add({ key: crypto.randomUUID(), conversation, kind, body: body.trim(), files, mentions, seen });
  }

  again = (key: string, force = false): void => this.#outbox.again(key, force);
  discard = (key: string): void => this.#outbox.remove(key);

  #written = (
    item: Outgoing,
    { conversation, part, seq }: { conversation: Conversation; part: Part; seq: number },
  ): void => {
    const state = merge(this.shot.state, { conversations: [conversation], parts: [part] }, seq);
    this.#set({ state, sent: { part, item, until: Date.now() + UNDO_MS } });
  };

  forgetSent = (): void => this.#set({ sent: null });

  /** Takes back what was sent last; gives its text to write anew. Raises ApiError when it was read. */
  async unsend(): Promise<{ body: string; files: InboxFile[] } | null> {
    const { sent } = this.shot;
    if (!sent) return null;
    this.#set({ sent: null });
    await inboxApi.unsend(sent.part.conversation_id, sent.part.id);
    return { body: sent.item.body, files: sent.item.files };
  }

  /** One conversation is on the screen now, or none; of those that have been there some is kept. */
  looking(conversation: number | null): void {
    this.#shown = conversation;
    if (conversation !== null) this.#looked = [conversation, ...this.#looked.filter((id) => id !== conversation)];
    this.#looked.splice(KEPT);
    this.#set(shorten(this.shot, { kept: this.#looked, shown: conversation }));
    this.#line.say({ type: 'looking', conversation_id: conversation });
  }

  /** Somebody moves at the screen: he is not away. */
  active(): void {
    this.#movedAt = Date.now();
    this.#sayActive();
  }

  /** A line that is down, or dead without knowing it, tells nobody: it is said again once the line is live. */
  #sayActive(): void {
    if (this.#line.say({ type: 'active' }) || this.shot.line !== 'live') return;
    // Without a socket it is said by itself; not said, the next move says it again.
    inboxApi.active().catch(() => undefined);
  }

  typing(conversation: number): void {
    const now = Date.now();
    if (now - this.#said < 2_000) return;
    this.#said = now;
    this.#line.say({ type: 'typing', conversation_id: conversation });
  }
}

function windowOf(detail: { parts: Part[]; next: number | null; also: Conversation[] }): Window {
  const from = detail.next === null ? 0 : Math.min(...detail.parts.map((part) => part.id));
  return { ...UNREAD_WINDOW, from, next: detail.next, isRead: true, also: detail.also.map(({ id }) => id) };
}

function pagesOf(page: { items: Conversation[]; next: string | null }, before: ViewPages): ViewPages {
  const last = page.items.at(-1);
  const edge = page.next === null || !last ? null : { last_at: last.last_at, id: last.id };
  const mentioned = new Set([...before.mentioned, ...page.items.map(({ id }) => id)]);
  return { view: before.view, edge, next: page.next, isLoading: false, error: null, isRead: true, mentioned };
}

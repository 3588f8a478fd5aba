import type {
  Changes,
  Conversation,
  Hello,
  NewMessage,
  Page,
  Part,
  Server,
  Settings,
  Written,
} from '../../src/chat/types';
import { Refusal } from '../../src/chat/types';

/** A small chat server in memory: one counter, rows with the number of their last change, like the real one. */
export class Shop {
  seq = 0;
  readonly conversations = new Map<number, Conversation>();
  readonly parts = new Map<number, Part>();
  /** Answers are lost on the way back while it is set: what was asked is done. */
  isDeaf = false;
  /** It does not hear at all. */
  isAway = false;
  /** Status with which messages are refused. */
  refusal = 0;

  private next(): number {
    this.seq += 1;
    return this.seq;
  }

  write(
    kind: 'visitor' | 'operator',
    body: string,
    conversationId?: number,
    client_key: string | null = null,
  ): Written {
    const known = [...this.parts.values()].find((part) => client_key && part.client_key === client_key);
    if (known) return { conversation: this.conversations.get(known.conversation_id)!, part: known };
    const seq = this.next();
    const id = conversationId ?? 1000 + seq;
    const author = {
      kind,
      id: kind === 'operator' ? 7 : null,
      name: kind === 'operator' ? 'Anna' : null,
      picture: null,
    };
    const at = new Date(1_800_000_000_000 + seq * 1000).toISOString();
    const part: Part = { id: seq, seq, conversation_id: id, author, body, data: {}, client_key, at };
    this.parts.set(part.id, part);
    const before = this.conversations.get(id);
    const conversation: Conversation = {
      visitor_read: 0,
      operators_read: 0,
      answer_part: 0,
      ...before,
      ...(kind === 'operator' && { answer_part: part.id }),
      id,
      seq,
      status: 'open',
      last_part: part.id,
      last_at: at,
      last_author: author,
      preview: body,
    };
    this.conversations.set(id, conversation);
    return { conversation, part };
  }

  change(id: number, news: Partial<Conversation>): void {
    this.conversations.set(id, { ...this.conversations.get(id)!, ...news, seq: this.next() });
  }

  takeBack(id: number): void {
    const part = this.parts.get(id)!;
    this.parts.set(id, { ...part, seq: this.next(), body: '', deleted_at: part.at });
  }

  move(id: number, to: number): void {
    this.parts.set(id, { ...this.parts.get(id)!, seq: this.next(), conversation_id: to });
  }

  changes(after: number, upTo = this.seq): Changes {
    const isIn = ({ seq }: { seq: number }): boolean => seq > after && seq <= upTo;
    const pick = <R extends { seq: number }>(rows: Map<number, R>): R[] => [...rows.values()].filter(isIn);
    return structuredClone({ after, seq: upTo, conversations: pick(this.conversations), parts: pick(this.parts) });
  }

  read(id: number, before = Number.POSITIVE_INFINITY): Page {
    const all = [...this.parts.values()].filter((part) => part.conversation_id === id && part.id < before);
    const parts = all.sort((a, b) => b.id - a.id).slice(0, 50);
    return structuredClone({ conversation: this.conversations.get(id)!, parts });
  }

  hello(settings: Partial<Settings> = {}): Hello {
    return {
      token: 'token',
      seq: this.seq,
      settings: { ...SETTINGS, ...settings },
      is_open: true,
      opens_at: null,
      operators: [{ id: 7, name: 'Anna', picture: null, is_online: true }],
      conversations: structuredClone([...this.conversations.values()]),
      contact: {},
    };
  }

  server(): Server {
    const answer = async <T>(work: () => T): Promise<T> => {
      if (this.isAway) throw new Refusal(0);
      const done = work();
      if (this.isDeaf) throw new Refusal(0);
      return done;
    };
    return {
      address: (url) => `https://otklik.example/${url.replace(/^\//, '')}`,
      hello: () => answer(() => this.hello()),
      read: (id, before) => answer(() => this.read(id, before)),
      send: ({ body, conversation_id, client_key }: NewMessage) =>
        answer(() => {
          if (this.refusal) throw new Refusal(this.refusal);
          return structuredClone(this.write('visitor', body, conversation_id, client_key));
        }),
      mark: (id, part) => answer(() => this.change(id, { visitor_read: part })),
      ask: <T>() => answer(() => undefined as T),
    };
  }
}

export const SETTINGS: Settings = {
  color: '#2f6fed',
  position: 'right',
  offset_x: 20,
  offset_y: 20,
  language: 'en',
  title: { ru: 'Чайная', en: 'Tea shop' },
  greeting: { ru: 'Здравствуйте', en: 'Hello there' },
  offline_text: { ru: '', en: '' },
  ask_contact: 'offline',
  has_sound: false,
  shows_operators: true,
  shows_typing_text: false,
  max_file_bytes: 2_097_152,
  hides_launcher: false,
};

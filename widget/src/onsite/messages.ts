import {
  type Bridge,
  type Changes,
  type Conversation,
  type Hello,
  type Part,
  Refusal,
  type Server,
} from '../chat/types';
import type { Outbox } from './outbox';
import type { ChatMessage, News } from './types';

/** The chat's words for what was waved away, and what has rung. */
const QUIET = ['otklik_peeked', 'otklik_rang'];

interface Said {
  message: ChatMessage;
  conversation: Conversation;
  part: Part;
}

/**
 * What the team says before there is a conversation: to the chat, conversations of one message with numbers below zero. Reading one is told
 * in its own way; an answer begins the conversation in the inbox and takes its place.
 */
export class Messages {
  private readonly said = new Map<number, Said>();
  /** Those that were answered, as rows that take them away. */
  private readonly answered: Conversation[] = [];
  /** The newest part of the server's own that is known. */
  private last = 0;

  constructor(
    private readonly bridge: Bridge,
    private readonly outbox: Outbox,
  ) {}

  /** A snapshot: what was said stands among its conversations. */
  greet(hello: Hello): void {
    this.said.clear();
    if (!hello.settings) return;
    this.see(hello.conversations);
    for (const each of hello.site?.messages ?? []) this.take(each, this.last);
    hello.conversations.push(...[...this.said.values()].map(({ conversation }) => conversation));
  }

  /** What came over the line, as the chat is to hear of it. */
  hear({ after = 0, seq = 0, conversations = [], parts = [], messages = [] }: News): Changes {
    const fresh = messages.filter(({ send }) => !this.said.has(-send)).map((each) => this.take(each, this.last));
    for (const { message, part } of fresh) {
      if (message.is_silent) this.hush(part.id);
    }
    this.see(conversations);
    return {
      after,
      seq,
      conversations: [...conversations, ...fresh.map((each) => each.conversation), ...this.answered.splice(0)],
      parts: [...parts, ...fresh.map((each) => each.part)],
    };
  }

  /** No bubble and no sound: the badge alone. */
  private hush(part: number): void {
    const { bridge } = this;
    for (const key of QUIET) if (!(Number(bridge.load(key)) >= part)) bridge.save(key, String(part));
  }

  private see(conversations: readonly Conversation[]): void {
    this.last = Math.max(this.last, ...conversations.map((each) => each.last_part));
  }

  /** The chat's own server, which is asked in our way about what is ours. */
  join(server: Server): void {
    const { read, send, mark } = server;
    server.read = async (id, before) => {
      const said = this.said.get(id);
      return said ? { conversation: said.conversation, parts: before ? [] : [said.part] } : read(id, before);
    };
    server.mark = async (id, part) => {
      const said = this.said.get(id);
      if (!said) return mark(id, part);
      said.conversation.visitor_read = part;
      return this.outbox.put('heard', { key: said.message.key, heard: 'read' });
    };
    server.send = async (message) => {
      const { conversation_id: id = 0, ...rest } = message;
      if (id >= 0) return send(message);
      const said = this.said.get(id);
      if (!said) throw new Refusal(404);
      const written = await send({ ...rest, reply_to: said.message.key });
      this.said.delete(id);
      // The conversation in the inbox takes its place with the next word that comes over the line.
      this.answered.push({ ...said.conversation, seq: 1, deleted_at: said.conversation.last_at });
      setTimeout(() => this.bridge.run?.(['open', written.conversation.id]));
      return written;
    };
  }

  private take(message: ChatMessage, last: number): Said {
    const { send, at, text, author, is_read } = message;
    // Behind the newest there is, by less than a whole number: the server's own are whole.
    const id = last + (1 + (send % 9000)) / 10_000;
    const who = { id: null, ...author };
    const part: Part = { id, seq: 0, conversation_id: -send, author: who, body: text, data: {}, client_key: null, at };
    const conversation: Conversation = {
      id: -send,
      seq: 0,
      status: 'open',
      last_part: id,
      last_at: at,
      last_author: who,
      preview: text,
      answer_part: id,
      visitor_read: is_read ? id : 0,
      operators_read: 0,
    };
    const said = { message, conversation, part };
    this.said.set(-send, said);
    if (!is_read) void this.outbox.put('heard', { key: message.key, heard: 'delivered' });
    return said;
  }
}

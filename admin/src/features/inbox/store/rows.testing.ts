import type { Conversation, Part, Person } from '../api/types';

/** Rows for tests. */
export const conversation = (id: number, seq: number, more: Partial<Conversation> = {}): Conversation => ({
  id,
  seq,
  profile_id: String(100 + id),
  channel: 'chat',
  reply_channel: 'chat',
  status: 'open',
  snoozed_until: null,
  assignee: null,
  subject: '',
  tags: [],
  started_by: 'visitor',
  started_at: '2026-11-22T10:00:00Z',
  last_part: 0,
  last_at: '2026-11-22T10:00:00Z',
  last_author: 'visitor:1',
  preview: '',
  visitor_part: 0,
  answer_part: 0,
  visitor_read: 0,
  operators_read: 0,
  waiting_since: null,
  closed_at: null,
  closed_by: '',
  deleted_at: null,
  merged_into: null,
  team: null,
  rating: null,
  rating_comment: '',
  rated_at: null,
  is_unread: null,
  ...more,
});

export const part = (id: number, seq: number, conversationId: number, body = ''): Part => ({
  id,
  seq,
  conversation_id: conversationId,
  kind: 'message',
  author: { kind: 'visitor', id: null, name: '', picture: null },
  channel: 'chat',
  body,
  data: {},
  client_key: null,
  at: '2026-11-22T10:00:00Z',
  edited_at: null,
  deleted_at: null,
});

export const person = (id: string): Person => ({
  id,
  name: '',
  email: '',
  phone: '',
  user_id: null,
  is_verified: false,
  is_online: false,
  is_blocked: false,
  country: '',
  city: '',
});

/** A browser's storage of one's own. */
export class Memory implements Storage {
  [name: string]: unknown;
  #kept = new Map<string, string>();
  get length(): number {
    return this.#kept.size;
  }
  clear = (): void => this.#kept.clear();
  key = (index: number): string | null => [...this.#kept.keys()][index] ?? null;
  getItem = (name: string): string | null => this.#kept.get(name) ?? null;
  setItem = (name: string, value: string): void => void this.#kept.set(name, value);
  removeItem = (name: string): void => void this.#kept.delete(name);
}

import type { Language } from '@/lib/api/types';

/** Shapes of the operators' side of the inbox. Conversations, parts, files and members have numbers, people strings. */

export type Status = 'open' | 'snoozed' | 'closed';
export type PartKind = 'message' | 'note' | 'happening';
export type AuthorKind = 'visitor' | 'operator' | 'bot' | 'system';
export type Channel = 'chat' | 'email' | 'call' | 'telegram' | 'vk' | 'facebook';

export interface Author {
  kind: AuthorKind;
  /** Of operators only: a visitor is the conversation's person. */
  id: number | null;
  name: string;
  picture: string | null;
}

export interface InboxFile {
  id: number;
  name: string;
  size: number;
  type: string;
  is_picture: boolean;
  width: number | null;
  height: number | null;
  url: string;
}

/** What became of an answer by mail. */
export interface Mailed {
  id: string;
  state: 'waiting' | 'sent' | 'failed' | 'skipped' | 'unknown';
  at: string;
  to: string;
  reason?: string;
  error?: string;
  opened_at?: string;
}

export interface PartData {
  files?: InboxFile[];
  mentions?: number[];
  /** What happened, of a happening. */
  what?: string;
  /** The rule that wrote it, of a bot's words. */
  auto?: string;
  letter?: Mailed;
  [key: string]: unknown;
}

export interface Part {
  id: number;
  seq: number;
  conversation_id: number;
  kind: PartKind;
  author: Author;
  channel: Channel;
  body: string;
  data: PartData;
  client_key: string | null;
  at: string;
  edited_at: string | null;
  deleted_at: string | null;
}

export interface Conversation {
  id: number;
  seq: number;
  profile_id: string;
  channel: Channel;
  reply_channel: Channel;
  status: Status;
  snoozed_until: string | null;
  assignee: number | null;
  team: number | null;
  subject: string;
  tags: string[];
  started_by: AuthorKind;
  started_at: string;
  last_part: number;
  last_at: string;
  /** `operator:7`, `visitor:12`, `bot`. */
  last_author: string;
  preview: string;
  visitor_part: number;
  answer_part: number;
  visitor_read: number;
  operators_read: number;
  waiting_since: string | null;
  closed_at: string | null;
  closed_by: string;
  deleted_at: string | null;
  merged_into: number | null;
  /** From 1 to 5, as the visitor judged it. */
  rating: number | null;
  rating_comment: string;
  rated_at: string | null;
  /** For the member who reads the list; null in what is pushed. */
  is_unread: boolean | null;
}

/** Whose a conversation is. `id`: of the card; a merge may have given the conversation to another one. */
export interface Person {
  id: string;
  name: string;
  email: string;
  phone: string;
  user_id: string | null;
  is_verified: boolean;
  is_online: boolean;
  is_blocked: boolean;
  country: string;
  city: string;
}
/** By `profile_id` of the conversations. */
export type People = Record<string, Person>;

export interface ReadMark {
  conversation_id: number;
  member_id: number;
  part: number;
  seq: number;
}

/** Unread conversations, exact. */
export interface Counts {
  mine: number;
  unassigned: number;
  mentions: number;
  open: number;
  /** Nobody's of each team that one is in. */
  teams: Record<string, number>;
}

/** What has a number after `after`, up to and with `seq`. */
export interface Changes {
  after: number;
  seq: number;
  conversations: Conversation[];
  parts: Part[];
  reads: ReadMark[];
  people: People;
  counts: Counts;
  /** Too much has changed: the whole is to be read anew. */
  stale: boolean;
}

export interface ConversationPage {
  seq: number;
  items: Conversation[];
  people: People;
  next: string | null;
  counts: Counts;
}

export interface Draft {
  kind: 'message' | 'note';
  body: string;
  files: InboxFile[];
}

export interface ConversationDetail {
  seq: number;
  conversation: Conversation;
  parts: Part[];
  next: number | null;
  person: Person;
  also: Conversation[];
  readers: ReadMark[];
  draft: Draft | null;
}

export interface PartPage {
  seq: number;
  parts: Part[];
  next: number | null;
}

export interface NewPart {
  kind: 'message' | 'note';
  body: string;
  files: number[];
  mentions: number[];
  client_key: string;
  seen_part: number;
  force: boolean;
}

export interface Written {
  conversation: Conversation;
  part: Part;
  seq: number;
}

export interface ConversationChange {
  status?: Status;
  snoozed_until?: string | null;
  assignee?: number | null;
  team?: number | null;
  tags_add?: string[];
  tags_remove?: string[];
  subject?: string;
  reply_channel?: Channel;
}

export type OperatorState = 'online' | 'away' | 'offline';
export interface Operator {
  id: number;
  name: string;
  picture: string | null;
  state: OperatorState;
  /** Away because nothing has moved on his screen. */
  is_automatic: boolean;
}

export type TeamMode = 'take' | 'round_robin' | 'least_busy';
/** Members who share a queue. */
export interface Team {
  id: number;
  name: string;
  mode: TeamMode;
  members: { member_id: number; limit: number | null }[];
}

export interface InboxTag {
  tag: string;
  title: string;
  color: string;
}

export interface Visitor {
  profile_id: string;
  name: string | null;
  email: string | null;
  url: string;
  title: string;
  since: string;
  device: string | null;
  country: string | null;
  city: string | null;
}

export interface SavedReply {
  id: number;
  title: string;
  body: string;
  shortcut: string;
  folder_id: number | null;
  is_shared: boolean;
  files: InboxFile[];
}
export type SavedReplyDraft = Omit<SavedReply, 'id' | 'files'>;

export interface ReplyFolder {
  id: number;
  name: string;
}

export interface SlashCommand {
  name: string;
  title: Record<Language, string>;
  /** What may follow the name. */
  hint: string;
}

export interface Found {
  conversation: Conversation;
  part: Part | null;
  snippet: string;
  /** Where the words stand in the snippet, in characters. */
  ranges: number[][];
}
export interface FoundPage {
  items: Found[];
  people: People;
  next: string | null;
}

export type SignKind = 'typing' | 'looking' | 'online' | 'offline' | 'away';
/** Something that is so for a moment and is not kept. */
export interface Sign {
  kind: SignKind;
  who: string;
  name: string | null;
  conversation_id: number | null;
  data: { text?: string; url?: string; title?: string } | null;
}

import type { Json } from '@/lib/api/types';
import type { Condition, Test } from '@/lib/conditions/language';

/** Graphs of scenarios as they are saved: docs/reference/scenarios.md. What is being written may still have gaps. */

export const CHANNELS = [
  ...(['popup', 'form', 'chat', 'email', 'web_push', 'app_push', 'sms', 'telegram'] as const),
  ...(['vk', 'max', 'facebook', 'callback', 'webhook', 'task'] as const),
] as const;
export type Channel = (typeof CHANNELS)[number];
export type Kind = 'promotional' | 'transactional';

/** One event by its whole name, with tests of its properties. */
export interface EventPick {
  event: string;
  where?: Test[];
}

export interface EventTrigger extends EventPick {
  /** That long after the event, unless one of `unless` comes meanwhile. */
  after?: string;
  unless?: EventPick[];
}
export interface SegmentTrigger {
  segment: number;
  on: 'entered' | 'left';
}
export interface CallTrigger {
  call: true;
}
export type Measured =
  | 'scroll'
  | 'exit_intent'
  | 'time_on_page'
  | 'time_on_site'
  | 'pages'
  | 'element_seen'
  | 'click'
  | 'call';
/** What happens on an open page; the browser measures it, the server decides. */
export interface BrowserTrigger {
  browser: Measured;
  percent?: number;
  seconds?: number;
  count?: number;
  of?: 'session' | 'all';
  selector?: string;
  name?: string;
}
export type ClockOf = 'person' | 'workspace';
/** Times are readings of clocks, without a zone: `2026-12-01T10:00`, `10:00`. */
export type Schedule =
  | { once: string; zone?: ClockOf }
  | { at: string; days?: number[]; dates?: number[]; zone?: ClockOf };
export interface ScheduleTrigger {
  schedule: Schedule;
}
export interface SavedTrigger {
  saved: number;
}
export type Trigger = EventTrigger | SegmentTrigger | CallTrigger | BrowserTrigger | ScheduleTrigger | SavedTrigger;

export type Repeat = 'once' | 'always' | { every: string };

export const MATCHES = [
  ...(['is', 'starts', 'contains', 'regex'] as const),
  ...(['not_is', 'not_starts', 'not_contains', 'not_regex'] as const),
] as const;
export interface PageRule {
  match: (typeof MATCHES)[number];
  value: string;
}
export interface Hours {
  from: string;
  to: string;
  days?: number[];
  zone?: ClockOf;
}
export const DEVICES = ['desktop', 'mobile', 'tablet'] as const;
export interface Filters {
  pages?: PageRule[];
  devices?: (typeof DEVICES)[number][];
  sources?: string[];
  /** The team's working hours by a word, or a time of the week. */
  hours?: 'open' | 'closed' | Hours;
  operators?: 'online' | 'offline';
}

/** When and how fast a mailing goes out; `at` null: at the launch. */
export interface Mailing {
  at?: string | null;
  zone?: ClockOf;
  /** The audience is taken down at the launch, else when the sending begins. */
  frozen?: boolean;
  per_minute?: number;
}

export interface Entry {
  /** Instead of triggers. */
  mailing?: Mailing;
  triggers: Trigger[];
  audience?: Condition;
  filters?: Filters;
  also_inside?: boolean;
  repeat?: Repeat;
  together?: boolean;
}

export interface Exit {
  events?: EventPick[];
  condition?: Condition;
  goal?: boolean;
}

export interface SendPart {
  channel: Channel;
  content_id?: number;
  kind?: Kind;
  topic?: string;
  priority?: number;
  expires_after?: string;
}
interface StepBase {
  title?: string;
  note?: string;
  next?: string | null;
  otherwise?: string | null;
}
export interface SendStep extends StepBase {
  send: SendPart;
}
/** A step of any kind; the key that says what it does tells which. */
export type GraphStep = StepBase & { [key: string]: unknown };

export interface Content {
  channel: Channel;
  content: Record<string, Json>;
}
/** The editors' own: `contents` of steps that are still being written. */
export interface Layout {
  contents?: Record<string, Content>;
  [key: string]: unknown;
}

export interface Graph {
  entry: Entry;
  exit?: Exit;
  start: string;
  nodes: Record<string, GraphStep>;
  moved?: Record<string, string>;
  layout?: Layout;
}

/** The one step of a message. */
export const MESSAGE_STEP = 'message';

export const isSendStep = (step: GraphStep | undefined): step is GraphStep & SendStep =>
  step !== undefined && 'send' in step;

export type TriggerKind = 'event' | 'segment' | 'call' | 'browser' | 'schedule' | 'saved';

export function kindOf(trigger: Trigger): TriggerKind {
  const kinds: TriggerKind[] = ['event', 'segment', 'call', 'browser', 'schedule'];
  return kinds.find((kind) => kind in trigger) ?? 'saved';
}

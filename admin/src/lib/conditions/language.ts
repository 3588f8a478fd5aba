import type { Json } from '@/lib/api/types';

/**
 * The condition language as JSON (docs/reference/conditions.md). The JSON itself is what the editor works on: what it
 * does not know it keeps as it came.
 */
export type Fields = { [key: string]: Json };
export type Condition = Fields;

export const OPS = [
  'eq',
  'ne',
  'in',
  'not_in',
  'set',
  'unset',
  'contains',
  'not_contains',
  'starts_with',
  'ends_with',
  'matches',
  'gt',
  'gte',
  'lt',
  'lte',
  'between',
  'has',
  'has_any',
  'has_all',
  'before',
  'after',
  'within_last',
  'within_next',
  'anniversary_within',
  'for_at_least',
  'for_less_than',
] as const;
export type Op = (typeof OPS)[number];
export const NUMBER_OPS = ['gte', 'gt', 'eq', 'lte', 'lt', 'between', 'ne'] as const satisfies readonly Op[];
export type NumberOp = (typeof NUMBER_OPS)[number];

export const FIGURES = ['sum', 'avg', 'min', 'max', 'distinct'] as const;
export const ENDS = ['first', 'last'] as const;
export const MEASURES = [...FIGURES, ...ENDS] as const;
export type MeasureKind = (typeof MEASURES)[number];

export const STATUSES = [
  'sent',
  'delivered',
  'shown',
  'read',
  'clicked',
  'closed',
  'replied',
  'unsubscribed',
  'complained',
  'bounced',
  'failed',
  'skipped',
] as const;
export const CHANNELS = [
  'email',
  'chat',
  'popup',
  'form',
  'web_push',
  'app_push',
  'sms',
  'telegram',
  'vk',
  'max',
  'facebook',
  'callback',
  'webhook',
  'task',
] as const;
export const CONSENTS = ['processing', 'advertising', 'tracking'] as const;

export type Test = { property: string; op: Op; value?: Json };
export type Times = { op: NumberOp; value: Json };
export type Measure = { of: string; as: MeasureKind; op: Op; value?: Json };
export type Window = { last: string } | { from?: string | null; to?: string | null };
export type Selector = { event: string; where?: Test[] };
export type EventCondition = Selector & { times?: Times; measure?: Measure; same?: string; within?: Window };
export type Step = Selector | { not: Selector };
export type Sequence = { sequence: Step[]; within?: string; during?: Window };
export type Message = {
  message: { id: number } | { topic: string } | { any: true };
  status: (typeof STATUSES)[number];
  times?: Times;
  within?: Window;
};
export type Subscribed = { subscribed: { channel: string; topic?: string | null } };

export type Known =
  | { kind: 'all'; node: { all: Condition[] } }
  | { kind: 'any'; node: { any: Condition[] } }
  | { kind: 'not'; node: { not: Condition } }
  | { kind: 'property'; node: Test }
  | { kind: 'event'; node: EventCondition }
  | { kind: 'sequence'; node: Sequence }
  | { kind: 'message'; node: Message }
  | { kind: 'segment'; node: { segment: number } }
  | { kind: 'list'; node: { list: number } }
  | { kind: 'tag'; node: { tag: string } }
  | { kind: 'subscribed'; node: Subscribed }
  | { kind: 'consent'; node: { consent: string } };
export type View = Known | { kind: 'unknown'; node: Condition };
export type Kind = View['kind'];

export function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isOneOf(value: unknown, words: readonly string[]): boolean {
  return typeof value === 'string' && words.includes(value);
}

function hasOnly(value: unknown, keys: readonly string[]): value is Fields {
  return isObject(value) && Object.keys(value).every((key) => keys.includes(key));
}

function isMaybe(value: Json | undefined, check: (value: Json) => boolean): boolean {
  return value === undefined || check(value);
}

export function isScalar(value: Json | undefined): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function isText(value: Json | undefined): value is string {
  return typeof value === 'string';
}

/** "" stands for a number that is not yet typed. */
function isNumber(value: Json | undefined): boolean {
  return typeof value === 'number' || (isText(value) && (value === '' || Number.isFinite(Number(value))));
}

function isPair(value: Json | undefined, check: (value: Json | undefined) => boolean): boolean {
  return Array.isArray(value) && value.length === 2 && value.every(check);
}

/** The forms of value that operators take; the editor has a field for each. */
export type Form = 'none' | 'scalar' | 'list' | 'text' | 'pattern' | 'number' | 'pair' | 'date' | 'duration' | 'held';

const FORMS: Record<Op, Form> = {
  set: 'none',
  unset: 'none',
  eq: 'scalar',
  ne: 'scalar',
  has: 'scalar',
  in: 'list',
  not_in: 'list',
  has_any: 'list',
  has_all: 'list',
  contains: 'text',
  not_contains: 'text',
  starts_with: 'text',
  ends_with: 'text',
  matches: 'pattern',
  gt: 'number',
  gte: 'number',
  lt: 'number',
  lte: 'number',
  between: 'pair',
  before: 'date',
  after: 'date',
  within_last: 'duration',
  within_next: 'duration',
  anniversary_within: 'duration',
  for_at_least: 'held',
  for_less_than: 'held',
};

export function formOf(op: Op): Form {
  return FORMS[op];
}

const HELD = ['value', 'duration'];

const FITS: Record<Form, (value: Json | undefined) => boolean> = {
  none: (value) => value === undefined || value === null,
  scalar: isScalar,
  list: (value) => Array.isArray(value) && value.every(isScalar),
  text: isText,
  pattern: isText,
  number: isNumber,
  pair: (value) => isPair(value, isNumber) || isPair(value, isText),
  date: isText,
  duration: isText,
  held: (value) => hasOnly(value, HELD) && isScalar(value.value) && isText(value.duration),
};

/** Whether the operator's field can show this value; one that is not yet given counts. */
export function fitsOp(op: Op, value: Json | undefined): boolean {
  return value === undefined || FITS[FORMS[op]](value);
}

function isTest(value: Json): boolean {
  if (!hasOnly(value, ['property', 'op', 'value'])) return false;
  return isText(value.property) && isOneOf(value.op, OPS) && fitsOp(value.op as Op, value.value);
}

function isEventTest(value: Json): boolean {
  return isTest(value) && FORMS[(value as Test).op] !== 'held';
}

function isSelector(value: Json, more: readonly string[] = []): value is Fields {
  if (!hasOnly(value, ['event', 'where', ...more]) || !isText(value.event)) return false;
  return isMaybe(value.where, (tests) => Array.isArray(tests) && tests.every(isEventTest));
}

function isTimes(value: Json): boolean {
  if (!hasOnly(value, ['op', 'value']) || !isOneOf(value.op, NUMBER_OPS)) return false;
  return value.op === 'between' ? isPair(value.value, isNumber) : isNumber(value.value);
}

function isMeasure(value: Json): boolean {
  if (!hasOnly(value, ['of', 'as', 'op', 'value']) || !isText(value.of)) return false;
  if (!isOneOf(value.as, MEASURES) || !isOneOf(value.op, OPS)) return false;
  const op = value.op as Op;
  return FORMS[op] !== 'held' && fitsOp(op, value.value);
}

function isWindow(value: Json): boolean {
  if (hasOnly(value, ['last'])) return isText(value.last);
  const isEnd = (end: Json): boolean => isText(end) || end === null;
  return hasOnly(value, ['from', 'to']) && isMaybe(value.from, isEnd) && isMaybe(value.to, isEnd);
}

function isEvent(value: Fields): boolean {
  const more = ['times', 'measure', 'same', 'within'];
  if (!isSelector(value, more) || (value.times !== undefined && value.measure !== undefined)) return false;
  return (
    isMaybe(value.times, isTimes) &&
    isMaybe(value.measure, isMeasure) &&
    isMaybe(value.same, isText) &&
    isMaybe(value.within, isWindow)
  );
}

function isStep(value: Json, index: number, steps: Json[]): boolean {
  if (isSelector(value)) return true;
  return index === steps.length - 1 && hasOnly(value, ['not']) && isObject(value.not) && isSelector(value.not);
}

function isSequence(value: Fields): boolean {
  if (!hasOnly(value, ['sequence', 'within', 'during']) || !Array.isArray(value.sequence)) return false;
  return value.sequence.every(isStep) && isMaybe(value.within, isText) && isMaybe(value.during, isWindow);
}

function isMessage(value: Fields): boolean {
  const { message } = value;
  if (!hasOnly(value, ['message', 'status', 'times', 'within']) || !isObject(message)) return false;
  const isWhich =
    (hasOnly(message, ['id']) && typeof message.id === 'number') ||
    (hasOnly(message, ['topic']) && isText(message.topic)) ||
    (hasOnly(message, ['any']) && message.any === true);
  return isWhich && isOneOf(value.status, STATUSES) && isMaybe(value.times, isTimes) && isMaybe(value.within, isWindow);
}

function isSubscribed(value: Fields): boolean {
  const inner = value.subscribed;
  if (!hasOnly(value, ['subscribed']) || !hasOnly(inner, ['channel', 'topic']) || !isText(inner.channel)) return false;
  return isMaybe(inner.topic, (topic) => isText(topic) || topic === null);
}

const isGroup = (value: Fields, key: string): boolean =>
  hasOnly(value, [key]) && Array.isArray(value[key]) && value[key].every(isObject);

const CHECKS: Record<Known['kind'], (value: Fields) => boolean> = {
  all: (value) => isGroup(value, 'all'),
  any: (value) => isGroup(value, 'any'),
  not: (value) => hasOnly(value, ['not']) && isObject(value.not),
  property: isTest,
  event: isEvent,
  sequence: isSequence,
  message: isMessage,
  segment: (value) => hasOnly(value, ['segment']) && typeof value.segment === 'number',
  list: (value) => hasOnly(value, ['list']) && typeof value.list === 'number',
  tag: (value) => hasOnly(value, ['tag']) && isText(value.tag),
  subscribed: isSubscribed,
  consent: (value) => hasOnly(value, ['consent']) && isText(value.consent),
};
const KINDS = Object.keys(CHECKS) as Known['kind'][];

/** What a condition is, or `unknown`: then it is shown as JSON and kept letter by letter. */
export function viewOf(condition: Condition): View {
  const kind = KINDS.find((key) => key in condition);
  if (kind === undefined || !CHECKS[kind](condition)) return { kind: 'unknown', node: condition };
  return { kind, node: condition } as unknown as Known;
}

/** A condition without the `not`s around it, and how many they were. */
export function peel(condition: Condition): { nots: number; inner: Condition } {
  let inner = condition;
  let nots = 0;
  for (let view = viewOf(inner); view.kind === 'not'; view = viewOf(inner)) {
    inner = view.node.not;
    nots += 1;
  }
  return { nots, inner };
}

export function negate(condition: Condition, nots: number): Condition {
  return nots > 0 ? negate({ not: condition }, nots - 1) : condition;
}

/** Operators by what they look at, the fitting ones first for a property of this type. */
export const OP_GROUPS = {
  any: ['eq', 'ne', 'in', 'not_in', 'set', 'unset'],
  text: ['contains', 'not_contains', 'starts_with', 'ends_with', 'matches'],
  number: ['gt', 'gte', 'lt', 'lte', 'between'],
  date: ['within_last', 'within_next', 'before', 'after', 'anniversary_within'],
  list: ['has', 'has_any', 'has_all'],
  history: ['for_at_least', 'for_less_than'],
} as const satisfies Record<string, readonly Op[]>;
export type OpGroup = keyof typeof OP_GROUPS;

const ORDERS: Record<string, OpGroup[]> = {
  number: ['number', 'any', 'history', 'text', 'date', 'list'],
  date: ['date', 'any', 'history', 'text', 'number', 'list'],
  list: ['list', 'any', 'history', 'text', 'number', 'date'],
};
const TEXT_FIRST: OpGroup[] = ['any', 'text', 'number', 'date', 'list', 'history'];

export function opGroups(types: readonly string[]): OpGroup[] {
  return (types.length === 1 && ORDERS[types[0] ?? '']) || TEXT_FIRST;
}

/** The value an operator begins with, keeping what of the old one still fits. */
export function startValue(op: Op, old: Json | undefined): Json | undefined {
  const form = formOf(op);
  if (form === 'none') return undefined;
  if (old !== undefined && old !== '' && fitsOp(op, old)) return old;
  if (form === 'duration') return 'P7D';
  const scalar = isScalar(old) ? old : Array.isArray(old) && isScalar(old[0]) ? old[0] : '';
  switch (form) {
    case 'list':
      return scalar === '' ? [] : [scalar];
    case 'pair':
      return isNumber(scalar) ? [scalar, ''] : ['', ''];
    case 'held':
      return { value: scalar, duration: 'P7D' };
    case 'number':
      return isNumber(scalar) ? scalar : '';
    case 'scalar':
      return scalar;
    default:
      return typeof scalar === 'string' && form !== 'date' ? scalar : '';
  }
}

/** The first test of a property of this type. */
export function startTest(property: string, types: readonly string[]): Test {
  const type = types.length === 1 ? types[0] : undefined;
  if (type === 'boolean') return { property, op: 'eq', value: true };
  if (type === 'object') return { property, op: 'set' };
  const op: Op = type === 'number' ? 'gte' : type === 'date' ? 'within_last' : type === 'list' ? 'has' : 'eq';
  return { property, op, value: startValue(op, undefined) ?? '' };
}

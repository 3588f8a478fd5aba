import { isAllowed } from './consent';
import { batchContext } from './context';
import { adopt, isWithdrawal, items, remove } from './queue';
import { attempt, listen, now, stringify } from './safe';
import { base, writeKey } from './settings';
import type { Item } from './types';

const MAX_BATCH = 50;
/** Browsers carry at most 64 KB of requests that outlive the page; a character takes up to three bytes. */
const MAX_CHARS = 19000;
const MAX_KEPT_ALIVE = 21000;
const ANSWER_MS = 30000;
const LONGEST_WAIT_MS = 600000;
/** Answers that another time may be better: none at all, time-out, too many, a server in trouble. */
const PASSING = /^(0|408|429|5..)$/;
/** Marks of leaving are not worth a duplicate each when the browser has taken them for delivery. */
const LIGHT = /^\$(page_left|element_clicked)$/;

/** The body of the request under way. */
let inFlight = '';
let failures = 0;
let quietUntil = 0;
let limit = MAX_BATCH;

/** What goes next. Consent is looked at again: it may have been withdrawn in another tab. */
const take = (): Item[] => {
  const batch: Item[] = [];
  let chars = 0;
  for (const item of isAllowed() ? items : items.filter(isWithdrawal)) {
    if (inFlight.includes(item.messageId)) continue;
    chars += stringify(item).length;
    if (batch[0] && (batch.length >= limit || chars > MAX_CHARS)) break;
    batch.push(item);
  }
  return batch;
};

const envelope = (batch: Item[]): string => stringify({ writeKey, sentAt: new Date(), batch, context: batchContext() });

const mayTry = (): boolean => now() >= quietUntil && navigator.onLine;

export const schedule = (ms: number): void => {
  // Timers are not gathered: the first one takes all, the others find nothing. One may fire a little early, hence 9.
  setTimeout(flush, Math.max(ms, quietUntil - now() + 9));
};

/**
 * Sends what waits, and `beat`, which is never kept. One request at a time. A passing trouble is tried again later,
 * 413 in halves; any other answer settles the matter.
 */
export const flush = (beat?: Item): void => {
  const batch = take();
  if (beat && isAllowed()) batch.push(beat);
  if (inFlight || !batch[0] || !mayTry()) return;
  const body = (inFlight = envelope(batch));
  const end = (status: number, retryAfter?: string | null): void => {
    if (body != inFlight) return;
    inFlight = '';
    if (status == 413 && batch[1]) limit = batch.length >> 1;
    else if (PASSING.test(status as never)) {
      const wait = Math.min(+retryAfter! * 1000 || 1000 * 2 ** failures++, LONGEST_WAIT_MS);
      quietUntil = now() + wait * (1 + Math.random() / 2);
    } else {
      remove(body);
      failures = 0;
      limit = MAX_BATCH;
    }
    if (items[0]) schedule(0);
  };
  setTimeout(end, ANSWER_MS, 0);
  attempt(() =>
    fetch(base + 'v1/b', { method: 'POST', body, keepalive: body.length < MAX_KEPT_ALIVE }).then(
      (answer) => end(answer.status, answer.headers.get('retry-after')),
      () => end(0),
    ),
  ) || end(0);
};

/** The page goes: hands what is not under way to the browser. Items stay until a 200, the server drops what comes twice. */
export const handOver = (): void => {
  const batch = take();
  if (batch[0] && mayTry() && attempt(() => navigator.sendBeacon(base + 'v1/b', envelope(batch)))) {
    remove(stringify(batch.filter((item) => LIGHT.test(item.event as string))));
  }
};

export const startTransport = (): void => {
  listen('online', () => {
    quietUntil = failures = 0;
    flush();
  });
  adopt();
  flush();
};

import { install } from './api';
import { DEVICE } from './identity';
import { attempt } from './safe';
import { connectAs } from './settings';
import { load, save } from './storage';
import { on } from './topics';
import type { Bag, Item, Listener, Operation, Otklik } from './types';

/** Their limit of properties in one call (developers.carrotquest.io/libs/js/identify). */
const MAX_PROPERTIES = 250;
/** What happens in the chat, in their words; ours are the same. */
const CHAT_TOPICS = 'conversation_started messenger_opened messenger_closed user_replied conversation_opened';

let otklik: Otklik | undefined;
/** Calls made before `connect`. */
let early: [string, ArrayLike<unknown>][] = [];
/** By topic; one function may be added twice. */
let callbacks: [string, Listener][] = [];
/** To be told when the id is there. */
let waiting: Listener[] = [];

/** Readiness is the script and the visitor's id; another id (another person logs in) is told anew. */
const shareId = (id: unknown): void => {
  save('carrotquest_uid', id as string);
  const user = { id };
  (window.carrotquest as Bag).data = { user };
  if (id) for (const callback of waiting) attempt(callback);
};

const onReady = (callback: Listener): void => {
  waiting = [...waiting, callback];
  if (((window.carrotquest as Bag).data as { user: Bag }).user.id) callback();
};

/** Their callbacks take one object. */
const tell = (topic: string, about: Bag): void => {
  for (const [name, callback] of callbacks) if (name == topic) attempt(() => callback(about));
};

const tellTracked: Listener = (event, _properties, item) => {
  const id = (item as Item).messageId;
  tell('event_tracked', { id, event });
};

const connect = (key: unknown): void => {
  if (otklik) return;
  connectAs('carrotquest', String(key));
  const isBeside = window.otklik?.track;
  on('id', shareId);
  otklik = install();
  otklik('on', 'track', tellTracked);
  for (const topic of CHAT_TOPICS.split(' ')) otklik('on', topic, (about: unknown) => tell(topic, about as Bag));
  if (isBeside) {
    // The tracker of our own snippet: its id is there already.
    otklik('on', 'id', shareId);
    shareId(load(DEVICE));
  }
  const calls = early;
  early = [];
  for (const [name, args] of calls) call(name, args);
};

const identify = (data: Bag | Operation[], options?: Bag, source?: unknown): void => {
  if (Object.keys(data).length > MAX_PROPERTIES) {
    console.warn(`carrotquest.identify: more than ${MAX_PROPERTIES} properties in one call, nothing was sent`);
    return;
  }
  otklik!('set', data, source ? { ...options, source } : options);
  // Whoever had unsubscribed from letters takes them again.
  if (options?.doubleSubscribe) otklik!('track', '$subscribed', { channel: 'email' });
};

const methods: Record<string, Listener> = {
  track: (name, params) => otklik!('track', name, params),
  identify: identify as Listener,
  auth: (id, hash) => otklik!('auth', id, hash),
  onReady: onReady as Listener,
  addCallback: (topic, callback) => {
    callbacks = [...callbacks, [topic as string, callback as Listener]];
  },
  removeCallback: (topic, callback) => {
    callbacks = callbacks.filter((entry) => entry[0] != topic || entry[1] != callback);
  },
  open: (id) => otklik!('open', id),
  close: () => otklik!('close'),
  // The messages bring it to life; a page that calls it today must not break.
  trackMessageInteraction() {},
};

const call = (name: string, args: ArrayLike<unknown>): void => {
  attempt(() => {
    if (name == 'connect') connect(args[0]);
    else if (otklik) methods[name]?.(...Array.from(args));
    else early.push([name, args]);
  });
};

/** Their stub pushes a name, then the arguments: two entries a call. */
const drain = (queue: unknown): void => {
  if (!Array.isArray(queue)) return;
  while (queue.length) call(queue.shift() as string, (queue.shift() || []) as ArrayLike<unknown>);
};

attempt(() => {
  const shim = (window.carrotquest ||= {});
  shim.data ||= { user: {} };
  for (const name of ['connect', ...Object.keys(methods)]) shim[name] = (...args: unknown[]) => call(name, args);
  const queue = window.carrotquestasync;
  // A stub's method that the page kept still lands here.
  window.carrotquestasync = { push: (name: string, args: ArrayLike<unknown>) => call(name, args) };
  drain(queue);
});

import { install } from './api';
import { attempt } from './safe';
import { connectAs } from './settings';
import { save } from './storage';
import { on } from './topics';
import type { Bag, Listener, Operation, Otklik } from './types';

/** Their limit of properties in one call (developers.carrotquest.io/libs/js/identify). */
const MAX_PROPERTIES = 250;
/** Their topics that we fire; listeners of the others are taken and wait for the inbox. */
const TOPICS: Record<string, string> = { event_tracked: 'track' };

let otklik: Otklik | undefined;
/** Calls made before `connect`. */
let early: [string, ArrayLike<unknown>][] = [];

const shareId = (id: unknown): void => {
  save('carrotquest_uid', id as string);
  const user = { id };
  (window.carrotquest as Bag).data = { user };
};

const connect = (key: unknown): void => {
  if (otklik) return;
  connectAs('carrotquest', String(key));
  on('id', shareId);
  otklik = install();
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
};

const methods: Record<string, Listener> = {
  track: (name, params) => otklik!('track', name, params),
  identify: identify as Listener,
  auth: (id, hash) => otklik!('auth', id, hash),
  onReady: (callback) => otklik!('ready', callback),
  addCallback: (topic, callback) => otklik!('on', TOPICS[topic as string] || topic, callback),
  removeCallback: (topic, callback) => otklik!('off', TOPICS[topic as string] || topic, callback),
  // The chat and the messages bring these to life; a page that calls them today must not break.
  open() {},
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
  for (const name of ['connect', ...Object.keys(methods)]) shim[name] = (...args: unknown[]) => call(name, args);
  const queue = window.carrotquestasync;
  // A stub's method that the page kept still lands here.
  window.carrotquestasync = { push: (name: string, args: ArrayLike<unknown>) => call(name, args) };
  drain(queue);
});

import { currentView, leave } from './activity';
import { startClicks } from './clicks';
import { CONSENT, isAllowed, isAwaited, isRefused, OPT_OUT } from './consent';
import { startForms } from './forms';
import { becomeUser, forgetIdentity } from './identity';
import { showPage, startPages, viewPage } from './pages';
import { clear } from './queue';
import { record, track } from './record';
import { attempt, listen } from './safe';
import { isOn } from './settings';
import { save } from './storage';
import { off, on } from './topics';
import { startTransport } from './transport';
import type { Bag, Call, Listener, Otklik } from './types';

const MAX_PENDING = 100;

/** Calls made before the start, or before the consent that they need. */
let pending: Call[] = [];
let isStarted = false;

const identify = (id: unknown, traits?: unknown, options?: unknown, context?: Bag): void => {
  if (id && typeof id == 'object') return identify(null, id, traits, context);
  if (!isAllowed()) return;
  if (id != null && id !== '') becomeUser(String(id));
  record('identify', { [Array.isArray(traits) ? 'operations' : 'traits']: traits || {}, options }, context);
};

/** Starts what is not started, shows the page seen now, and makes the calls that waited; does nothing without leave. */
const begin = (): void => {
  if (isRefused()) startTransport(); // a withdrawal may still be on its way
  if (!isAllowed()) return;
  if (!isStarted) {
    isStarted = true;
    startPages();
    if (isOn('clicks')) startClicks();
    startForms();
    startTransport();
  }
  const calls = pending;
  pending = [];
  if (!currentView() && !calls.some(([name]) => name == 'page')) showPage();
  calls.forEach(command);
};

/** No more tracking: what was kept is deleted, what was queued is not sent. */
const stop = (): void => {
  forgetIdentity();
  clear();
  pending = [];
  leave();
};

const consent = (given: Bag): void => {
  const { processing, advertising } = given;
  const isRefusal = processing === false;
  if (processing) save(CONSENT, '1');
  track(!isRefusal && (processing || advertising) ? '$consent_given' : '$consent_withdrawn', given);
  if (isRefusal) {
    save(CONSENT, '0');
    stop();
  }
  begin();
};

/** Commands that are carried out whatever was consented to. */
const immediate: Record<string, Listener> = {
  consent: consent as Listener,
  optOut() {
    save(OPT_OUT, '1');
    stop();
  },
  optIn() {
    save(OPT_OUT, '');
    begin();
  },
  on: on as Listener,
  off: off as Listener,
  ready: (callback) => (callback as Listener)(),
};

const deferred: Record<string, Listener> = {
  track: track as Listener,
  page: viewPage as Listener,
  identify: identify as Listener,
  set: (traits, options) => identify(null, traits, options),
  auth: (id, hash) => identify(id, null, null, { auth: { hash } }),
  reset: forgetIdentity,
  trigger: (name, properties) => track('$trigger_fired', { ...(properties as Bag), name }),
};

const command = (call: Call): void => {
  attempt(() => {
    const [name, ...args] = call as [string, ...unknown[]];
    if (name in immediate) immediate[name]!(...args);
    else if (!isRefused()) {
      if (!isStarted || isAwaited()) pending = [...pending, call].slice(-MAX_PENDING);
      else deferred[name]!(...args);
    }
  });
};

/** Puts the tracker on the page and takes the calls that the stub gathered. A second snippet finds the first one's tracker. */
export const install = (): Otklik => {
  const stub = window.otklik;
  if (stub?.track) return stub;
  const otklik = (window.otklik = ((...call: unknown[]) => command(call)) as Otklik);
  for (const name in { ...immediate, ...deferred }) otklik[name] = (...args: unknown[]) => command([name, ...args]);
  stub?.q?.forEach(command);
  listen('prerenderingchange', begin);
  begin();
  return otklik;
};

import { currentView, leave } from './activity';
import { startClicks } from './clicks';
import { CONSENT, isAllowed, isAwaited, isRefused, OPT_OUT } from './consent';
import { startForms } from './forms';
import { becomeUser, forgetIdentity } from './identity';
import { showPage, startPages, viewPage } from './pages';
import { clear } from './queue';
import { record, track } from './record';
import { attempt, listen } from './safe';
import { base, isOn, writeKey } from './settings';
import { load, save } from './storage';
import { emit, off, on } from './topics';
import { startTransport } from './transport';
import type { Bag, Call, Listener, Otklik } from './types';

const MAX_PENDING = 100;
/** The page comes first, then the chat. */
const IDLE_MS = 2000;

/** Calls made before the start, before the consent that they need, or before the chat that knows them. */
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
    // The page has settled: the chat's first, small file asks the server whether there is to be more. It adds its calls to
    // `deferred`, and has `begin` make those that waited for them.
    setTimeout(() => {
      import(/* @vite-ignore */ base + 'chat.js').then(
        (chat) => chat.start(writeKey, load, save, emit, deferred, begin),
        attempt, // swallows it: no chat then
      );
    }, IDLE_MS);
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

/** The others; the chat adds its own. `proof` is what `auth` said last, for the chat to show. */
const deferred: Record<string, Listener> & { proof?: unknown } = {
  track: track as Listener,
  page: viewPage as Listener,
  identify: identify as Listener,
  set: (traits, options) => identify(null, traits, options),
  auth: (...given) => {
    deferred.proof = given;
    identify(given[0], null, null, { auth: { hash: given[1] } });
  },
  reset: forgetIdentity,
  trigger: (name, properties) => track('$trigger_fired', { ...(properties as Bag), name }),
};

const command = (call: Call): void => {
  attempt(() => {
    const [name, ...args] = call as [string, ...unknown[]];
    if (name in immediate) immediate[name]!(...args);
    else if (!isRefused()) {
      if (!isStarted || isAwaited() || !deferred[name]) pending = [...pending, call].slice(-MAX_PENDING);
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

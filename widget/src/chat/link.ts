import { attempt, parse, stringify } from './safe';
import type { Changes, Refusal, Sign } from './types';

type Frame =
  | { type: 'ready'; seq: number }
  | ({ type: 'changes' } & Changes)
  | ({ type: 'sign' } & Sign)
  | { type: 'stale' }
  | { type: 'pong' };

/** Whom the link serves. */
export interface Ends {
  url: string;
  token(): string;
  /** Up to which number all is known. */
  after(): number;
  onChanges(changes: Changes): unknown;
  onSign(sign: Sign): void;
  /** A snapshot is to be read: too far behind, out of the server's memory, or the token is not taken any more. */
  renew(): Promise<unknown>;
  onState(isUp: boolean): void;
  /** The long way: asks until `signal`, tells what it hears, returns when a socket is to be tried again. */
  poll(signal: AbortSignal, onAnswer: (changes: Changes | undefined) => unknown): Promise<void>;
}

/** A line to the server that mends itself. */
export interface Link {
  start(): void;
  stop(): void;
  /** Awake, online or back: what slept may be dead without knowing it. */
  wake(): void;
  /** Anew from the number known now, after a gap. */
  resume(): void;
  /** Anew altogether: another token. */
  reconnect(): void;
  /** Says something if a socket stands; false: by another way then. */
  say(frame: Record<string, unknown>): boolean;
}

/** A socket that is not ready by then counts as refused. */
const OPENING_MS = 10_000;
const PING_MS = 25_000;
/** A server silent for so long is not there: a ping and its answer fit in twice. */
const SILENCE_MS = 60_000;
const SHORTEST_MS = 500;
const LONGEST_MS = 30_000;
/** So many sockets that never got ready: a proxy on the way lets none through. */
const SOCKETS_TRIED = 2;
const BAD_TOKEN = 4401;
const FORBIDDEN = 4403;

/** By a socket, or by requests that wait where no socket gets through. */
export const makeLink = (ends: Ends): Link => {
  let socket: WebSocket | undefined;
  let poll: AbortController | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let pulse: ReturnType<typeof setInterval> | undefined;
  let heard = 0;
  let failures = 0;
  /** Sockets in a row that never were ready. */
  let deaf = 0;
  let isReady = false;
  let isOn = false;

  const setReady = (isNow: boolean): void => {
    if (isReady === isNow) return;
    isReady = isNow;
    ends.onState(isNow);
  };

  const say = (frame: Record<string, unknown>): boolean =>
    socket?.readyState === 1 && !!attempt(() => socket!.send(stringify(frame)) ?? true);

  const greet = (): unknown => say({ type: 'resume', after: ends.after(), token: ends.token() });

  const connect = (): void => {
    if (!isOn) return;
    if (deaf < SOCKETS_TRIED && attempt(openSocket)) return;
    void takeLongWay();
  };

  const openSocket = (): WebSocket => {
    const opened = new WebSocket(ends.url);
    socket = opened;
    heard = Date.now();
    opened.onopen = greet;
    opened.onmessage = ({ data }) => {
      heard = Date.now();
      if (opened === socket) attempt(() => take(parse(data as string) as Frame));
    };
    // One that the page's policy refuses only tells of an error.
    opened.onerror = opened.onclose = (event: Event) => {
      if (opened === socket) lose((event as CloseEvent).code);
    };
    timer = setTimeout(() => isReady || lose(), OPENING_MS);
    pulse = setInterval(() => {
      if (Date.now() - heard > SILENCE_MS) lose();
      else say({ type: 'ping' });
    }, PING_MS);
    return opened;
  };

  const take = (frame: Frame): void => {
    if (frame.type === 'ready') {
      failures = deaf = 0;
      setReady(true);
    } else if (frame.type === 'sign') ends.onSign(frame);
    else if (frame.type === 'stale') void ends.renew().then(resume, () => lose());
    else if (frame.type !== 'pong') ends.onChanges(frame);
  };

  const lose = (code = 0): void => {
    if (!isReady) deaf++;
    drop();
    if (code === FORBIDDEN) isOn = false;
    else if (code === BAD_TOKEN) void ends.renew().then(fail, fail);
    else fail();
  };

  /** Later again: ever later, and not all clients of a restarted server at once. */
  const fail = (): void => {
    if (!isOn) return;
    const most = Math.min(LONGEST_MS, SHORTEST_MS * 2 ** failures++);
    clearTimeout(timer);
    timer = setTimeout(connect, (most / 2) * (1 + Math.random()));
  };

  const takeLongWay = async (): Promise<void> => {
    const mine = new AbortController();
    poll = mine;
    try {
      await ends.poll(mine.signal, (changes) => {
        heard = Date.now();
        failures = 0;
        setReady(true);
        return changes ? ends.onChanges(changes) : ends.renew();
      });
      if (poll !== mine) return;
      // A socket may get through by now; one that does not leads back here.
      deaf = SOCKETS_TRIED - 1;
      reconnect();
    } catch (fault) {
      if (poll !== mine) return;
      // The server was away, it may be: a socket has its turn again.
      deaf = 0;
      const { status } = fault as Refusal;
      lose(status === 401 ? BAD_TOKEN : status === 403 ? FORBIDDEN : 0);
    }
  };

  const drop = (): void => {
    const before = socket;
    poll?.abort();
    socket = poll = undefined;
    clearTimeout(timer);
    clearInterval(pulse);
    attempt(() => before?.close());
    setReady(false);
  };

  const reconnect = (): void => {
    drop();
    connect();
  };

  const resume = (): void => {
    if (!(isReady && greet())) reconnect();
  };

  return {
    say,
    resume,
    reconnect,
    start() {
      if (isOn) return;
      isOn = true;
      failures = 0;
      connect();
    },
    stop() {
      isOn = false;
      drop();
    },
    wake() {
      if (isReady && Date.now() - heard < PING_MS + 5000) return;
      failures = 0;
      reconnect();
    },
  };
};

import type { Changes, Sign } from '../api/types';
import { backoffMs } from './backoff';

/** `live`: what is seen is true to the second; `lost`: it may be older. */
export type LineState = 'connecting' | 'live' | 'lost';

export interface LineOwner {
  url: () => string;
  /** The number up to which everything is known. */
  seq: () => number;
  onChanges: (changes: Changes) => void;
  onSign: (sign: Sign) => void;
  /** Too far behind: read the whole anew; then the line resumes. */
  onStale: () => Promise<void>;
  onState: (state: LineState) => void;
  /** The session or the workspace is no more. */
  onRefused: () => void;
  /** The same question without a socket: at once, or after up to 25 s of waiting for something new. */
  poll: (after: number, waits: boolean, signal: AbortSignal) => Promise<Changes>;
}

type Told =
  | { type: 'ready'; seq: number }
  | ({ type: 'changes' } & Changes)
  | ({ type: 'sign' } & Sign)
  | { type: 'stale' }
  | { type: 'pong' };

const PING_MS = 25_000;
const SILENCE_MS = 60_000;
/** So many sockets in a row that never spoke: something on the way does not let them through. */
const DEAF = 3;
/** Beside the asking a socket is tried again so often. */
const KNOCK_MS = 60_000;
const BAD_SESSION = 4401;
const FORBIDDEN = 4403;

/** The connection to the server: a socket that resumes by number, a long poll where sockets do not pass. */
export class Line {
  #owner: LineOwner;
  #socket: WebSocket | null = null;
  #isWanted = false;
  #tries = 0;
  #deaf = 0;
  #heard = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #pulse: ReturnType<typeof setInterval> | undefined;
  #polling: AbortController | null = null;
  #state: LineState = 'connecting';

  constructor(owner: LineOwner) {
    this.#owner = owner;
  }

  start(): void {
    if (this.#isWanted) return;
    this.#isWanted = true;
    window.addEventListener('online', this.#hurry);
    document.addEventListener('visibilitychange', this.#hurry);
    this.#connect();
  }

  stop(): void {
    this.#isWanted = false;
    window.removeEventListener('online', this.#hurry);
    document.removeEventListener('visibilitychange', this.#hurry);
    clearTimeout(this.#retry);
    this.#polling?.abort();
    this.#polling = null;
    this.#drop();
  }

  /** Says something that is not kept: typing, looking. Nobody hears it while the line is down; whether it is up. */
  say(word: Record<string, unknown>): boolean {
    const isUp = this.#socket?.readyState === WebSocket.OPEN;
    if (isUp) this.#socket?.send(JSON.stringify(word));
    return isUp;
  }

  /** From an earlier number than before: what comes twice does no harm. */
  resume(): void {
    this.say({ type: 'resume', after: this.#owner.seq() });
  }

  /** The network or the reader is back: no reason to wait any longer. */
  #hurry = (): void => {
    if (this.#state === 'live' || this.#socket !== null || document.visibilityState === 'hidden') return;
    this.#tries = 0;
    this.#connect();
  };

  #tell(state: LineState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#owner.onState(state);
  }

  #connect(): void {
    clearTimeout(this.#retry);
    if (!this.#isWanted || this.#socket) return;
    const socket = new WebSocket(this.#owner.url());
    this.#socket = socket;
    this.#heard = Date.now();
    socket.onopen = () => socket.send(JSON.stringify({ type: 'resume', after: this.#owner.seq() }));
    socket.onmessage = (event) => {
      if (socket === this.#socket) this.#hear(event.data as string);
    };
    socket.onclose = (event) => {
      if (socket === this.#socket) this.#closed(event.code);
    };
    clearInterval(this.#pulse);
    this.#pulse = setInterval(this.#beat, PING_MS);
  }

  #beat = (): void => {
    // A line that is cut without a word (a tunnel, a suspended laptop) closes by itself only after minutes.
    if (Date.now() - this.#heard > SILENCE_MS) this.#closed(0);
    else this.say({ type: 'ping' });
  };

  #hear(text: string): void {
    this.#heard = Date.now();
    const told = JSON.parse(text) as Told;
    switch (told.type) {
      case 'ready':
        this.#tries = 0;
        this.#deaf = 0;
        this.#polling?.abort();
        this.#polling = null;
        this.#tell('live');
        break;
      case 'changes':
        this.#owner.onChanges(told);
        break;
      case 'sign':
        this.#owner.onSign(told);
        break;
      case 'stale':
        void this.#renew();
        break;
      case 'pong':
    }
  }

  async #renew(): Promise<void> {
    try {
      await this.#owner.onStale();
      this.resume();
    } catch {
      this.#closed(0);
    }
  }

  #drop(): void {
    clearInterval(this.#pulse);
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }

  #closed(code: number): void {
    this.#drop();
    if (!this.#isWanted) return;
    if (code === BAD_SESSION || code === FORBIDDEN) {
      this.#owner.onRefused();
      this.#tries = Math.max(this.#tries, 4);
    }
    this.#deaf += 1;
    if (this.#polling) {
      this.#knock();
      return;
    }
    this.#tell('lost');
    if (this.#deaf >= DEAF) void this.#poll();
    else this.#later();
  }

  #later(): void {
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.#connect(), backoffMs(this.#tries));
    this.#tries += 1;
  }

  #knock(): void {
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.#connect(), KNOCK_MS);
  }

  /** Asks again and again, until a socket is ready or there is no answer. The first answer does not wait: it tells that the line is up. */
  async #poll(): Promise<void> {
    const polling = new AbortController();
    this.#polling = polling;
    this.#knock();
    try {
      for (let waits = false; ; waits = true) {
        const told = await this.#owner.poll(this.#owner.seq(), waits, polling.signal);
        if (polling.signal.aborted) return;
        if (told.stale) await this.#owner.onStale();
        else this.#owner.onChanges(told);
        this.#tries = 0;
        this.#tell('live');
      }
    } catch {
      if (polling.signal.aborted) return;
      this.#polling = null;
      this.#tell('lost');
      if (!this.#socket) this.#later();
    }
  }
}

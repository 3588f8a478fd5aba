import { attempt, parse, stringify } from './safe';
import type { Changes } from './types';

export interface Sign {
  kind: 'typing' | 'online' | 'offline' | 'away' | string;
  who: string;
  name?: string | null;
  conversation_id?: number | null;
}

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
  onChanges(changes: Changes): void;
  onSign(sign: Sign): void;
  /** Too far behind, or out of the server's memory: a snapshot is to be read. */
  onStale(): Promise<unknown>;
  /** The token is not taken any more. */
  onRefused(): Promise<unknown>;
  onState(isUp: boolean): void;
  /** The changes as an answer to a request, which waits for them. */
  poll(after: number, signal: AbortSignal): Promise<Changes | { stale: true }>;
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
const TRY_SOCKET_AGAIN_MS = 300_000;
const BAD_TOKEN = 4401;
const FORBIDDEN = 4403;

/** A line to the server that mends itself: a socket, or requests that wait where no socket gets through. */
export class Link {
  private socket: WebSocket | undefined;
  private poll: AbortController | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private pulse: ReturnType<typeof setInterval> | undefined;
  private heard = 0;
  private failures = 0;
  /** Sockets in a row that never were ready. */
  private deaf = 0;
  private polledSince = 0;
  private isReady = false;
  private isOn = false;

  constructor(private readonly ends: Ends) {}

  get isUp(): boolean {
    return this.isReady;
  }

  start(): void {
    if (this.isOn) return;
    this.isOn = true;
    this.failures = 0;
    this.connect();
  }

  stop(): void {
    this.isOn = false;
    this.drop();
  }

  /** Awake, online or back: what slept may be dead without knowing it. */
  wake(): void {
    if (!this.isOn || (this.isReady && Date.now() - this.heard < PING_MS + 5000)) return;
    this.failures = 0;
    this.drop();
    this.connect();
  }

  /** Anew from the number known now: after a gap, or another token. */
  resume(): void {
    if (this.socket && this.isReady) this.say({ type: 'resume', after: this.ends.after(), token: this.ends.token() });
    else if (this.isOn) {
      this.drop();
      this.connect();
    }
  }

  reconnect(): void {
    if (!this.isOn) return;
    this.drop();
    this.connect();
  }

  /** Says something if a socket stands; false: by another way then. */
  say(frame: Record<string, unknown>): boolean {
    if (this.socket?.readyState !== 1) return false;
    return attempt(() => this.socket!.send(stringify(frame)) ?? true) ?? false;
  }

  private connect(): void {
    if (!this.isOn) return;
    const mayPoll = this.deaf >= SOCKETS_TRIED;
    if (mayPoll || typeof WebSocket !== 'function') void this.startPoll();
    else this.openSocket();
  }

  private openSocket(): void {
    const socket = attempt(() => new WebSocket(this.ends.url));
    if (!socket) {
      this.deaf = SOCKETS_TRIED;
      this.fail();
      return;
    }
    this.socket = socket;
    this.heard = Date.now();
    socket.onopen = () => this.say({ type: 'resume', after: this.ends.after(), token: this.ends.token() });
    socket.onmessage = ({ data }) => {
      this.heard = Date.now();
      if (socket === this.socket) attempt(() => this.take(parse(data as string) as Frame));
    };
    socket.onclose = ({ code }) => {
      if (socket === this.socket) this.lose(code);
    };
    this.timer = setTimeout(() => this.isReady || this.lose(0), OPENING_MS);
    this.pulse = setInterval(() => {
      if (Date.now() - this.heard > SILENCE_MS) this.lose(0);
      else this.say({ type: 'ping' });
    }, PING_MS);
  }

  private take(frame: Frame): void {
    if (frame.type === 'ready') {
      this.failures = this.deaf = 0;
      this.setReady(true);
    } else if (frame.type === 'changes') this.ends.onChanges(frame);
    else if (frame.type === 'sign') this.ends.onSign(frame);
    else if (frame.type === 'stale')
      void this.ends.onStale().then(
        () => this.resume(),
        () => this.lose(0),
      );
  }

  private lose(code: number): void {
    if (!this.isReady) this.deaf++;
    this.drop();
    if (code === FORBIDDEN) this.isOn = false;
    else if (code === BAD_TOKEN)
      void this.ends.onRefused().then(
        () => this.fail(),
        () => this.fail(),
      );
    else this.fail();
  }

  /** Later again: ever later, and not all clients of a restarted server at once. */
  private fail(): void {
    if (!this.isOn) return;
    const most = Math.min(LONGEST_MS, SHORTEST_MS * 2 ** this.failures++);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.connect(), most / 2 + (Math.random() * most) / 2);
  }

  /** The long way: each answer asks the next question; now and then a socket is tried again. */
  private async startPoll(): Promise<void> {
    const poll = (this.poll = new AbortController());
    this.polledSince ||= Date.now();
    try {
      while (this.poll === poll) {
        const answer = await this.ends.poll(this.ends.after(), poll.signal);
        if (this.poll !== poll) return;
        this.heard = Date.now();
        this.failures = 0;
        this.setReady(true);
        if ('stale' in answer) await this.ends.onStale();
        else this.ends.onChanges(answer);
        if (typeof WebSocket === 'function' && Date.now() - this.polledSince > TRY_SOCKET_AGAIN_MS) {
          this.polledSince = 0;
          this.deaf = SOCKETS_TRIED - 1;
          this.reconnect();
        }
      }
    } catch (fault) {
      if (this.poll !== poll) return;
      // The server was away, it may be: a socket has its turn again.
      this.deaf = 0;
      const status = (fault as { status?: number }).status;
      this.lose(status === 401 ? BAD_TOKEN : status === 403 ? FORBIDDEN : 0);
    }
  }

  private drop(): void {
    const { socket, poll } = this;
    this.socket = this.poll = undefined;
    clearTimeout(this.timer);
    clearInterval(this.pulse);
    attempt(() => socket?.close());
    poll?.abort();
    this.setReady(false);
  }

  private setReady(isReady: boolean): void {
    if (this.isReady === isReady) return;
    this.isReady = isReady;
    this.ends.onState(isReady);
  }
}

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Changes } from '../api/types';
import { Line, type LineState } from './line';

/** Sockets that a proxy on the way does not let through, until it does. */
class Socket {
  static readonly OPEN = 1;
  static made: Socket[] = [];
  readyState = 0;
  said: string[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  constructor() {
    Socket.made.push(this);
  }
  send(text: string): void {
    this.said.push(text);
  }
  close(): void {
    this.readyState = 3;
  }
  refuse(): void {
    this.onclose?.({ code: 1006 });
  }
}

const NOTHING = { after: 0, seq: 5, conversations: [], parts: [], reads: [], people: {}, stale: false };

describe('a line without sockets', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    Socket.made = [];
    vi.stubGlobal('WebSocket', Socket);
    vi.stubGlobal('window', new EventTarget());
    vi.stubGlobal('document', Object.assign(new EventTarget(), { visibilityState: 'visible' }));
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it('asks instead, and goes back to the socket once there is one', async () => {
    const states: LineState[] = [];
    const waited: boolean[] = [];
    const told: number[] = [];
    let answer: ((changes: Changes) => void) | undefined;
    const line = new Line({
      url: () => 'ws://desk',
      seq: () => told.at(-1) ?? 0,
      onChanges: ({ seq }) => told.push(seq),
      onSign: () => undefined,
      onStale: () => Promise.resolve(),
      onState: (state) => states.push(state),
      onRefused: () => undefined,
      poll: (_after, waits, signal) =>
        new Promise((resolve, reject) => {
          waited.push(waits);
          answer = resolve;
          signal.addEventListener('abort', () => reject(new Error('aborted')));
        }),
    });
    line.start();
    for (let tries = 1; tries < 3; tries += 1) {
      Socket.made.at(-1)?.refuse();
      await vi.advanceTimersByTimeAsync(60_000);
    }
    Socket.made.at(-1)?.refuse();
    expect(Socket.made).toHaveLength(3);
    expect(line.say({ type: 'active' })).toBe(false);
    answer?.(NOTHING as unknown as Changes);
    await vi.advanceTimersByTimeAsync(0);
    expect([told, states]).toEqual([[5], ['lost', 'live']]);
    // The first question is answered at once, the others wait for something new.
    expect(waited).toEqual([false, true]);
    // A socket is tried every minute beside; its refusal changes nothing of the asking.
    await vi.advanceTimersByTimeAsync(60_000);
    expect(Socket.made).toHaveLength(4);
    Socket.made.at(-1)?.refuse();
    answer?.({ ...NOTHING, seq: 6 } as unknown as Changes);
    await vi.advanceTimersByTimeAsync(60_000);
    expect([told, states]).toEqual([
      [5, 6],
      ['lost', 'live'],
    ]);
    expect(Socket.made).toHaveLength(5);
    const socket = Socket.made.at(-1);
    if (!socket) throw new Error('no socket');
    socket.readyState = Socket.OPEN;
    socket.onopen?.();
    socket.onmessage?.({ data: '{"type":"ready","seq":6}' });
    expect(socket.said).toEqual(['{"type":"resume","after":6}']);
    expect(line.say({ type: 'active' })).toBe(true);
    answer?.({ ...NOTHING, seq: 7 } as unknown as Changes);
    await vi.advanceTimersByTimeAsync(0);
    // What the question brings after the socket is ready is told by the socket.
    expect([told, states, waited.length]).toEqual([[5, 6], ['lost', 'live'], 3]);
    line.stop();
  });
});

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '@/lib/api/errors';
import type { NewPart, Written } from '../api/types';
import { Outbox } from './outbox';
import { conversation, Memory, part } from './rows.testing';

const offline = new ApiError({ status: 0, code: 'offline', message: '' });

/** A server that keeps one message a key, and may be away or lose its answers. */
class Server {
  kept = new Map<string, NewPart>();
  calls: string[] = [];
  answer: (part: NewPart) => ApiError | null = () => null;
  isAnswerLost = false;

  write = (id: number, sent: NewPart): Promise<Written> => {
    this.calls.push(sent.body);
    const refusal = this.answer(sent);
    if (refusal) return Promise.reject(refusal);
    if (!this.kept.has(sent.client_key)) this.kept.set(sent.client_key, sent);
    if (this.isAnswerLost) return Promise.reject(offline);
    return Promise.resolve({ conversation: conversation(id, 1), part: part(1, 1, id, sent.body), seq: 1 });
  };
}

const message = (key: string, body: string, more = {}) => ({
  key,
  conversation: 1,
  kind: 'message' as const,
  body,
  files: [],
  mentions: [],
  seen: 0,
  ...more,
});

function make(server: Server, storage: Storage = new Memory()) {
  const written: string[] = [];
  const outbox = new Outbox(
    { write: server.write, onWritten: (item) => written.push(item.body), onChange: () => undefined },
    storage,
    'outbox.',
  );
  return { outbox, storage, written };
}

const states = (outbox: Outbox) => outbox.items.map(({ body, state }) => [body, state]);

describe('the outbox', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal('window', new EventTarget());
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it('sends in order, one after another, and forgets what is written', async () => {
    const server = new Server();
    const { outbox, storage, written } = make(server);
    outbox.add(message('a', 'one'));
    outbox.add(message('b', 'two'));
    expect(states(outbox)).toEqual([
      ['one', 'sending'],
      ['two', 'sending'],
    ]);
    await vi.runAllTimersAsync();
    expect(written).toEqual(['one', 'two']);
    expect([outbox.items.length, storage.length]).toEqual([0, 0]);
  });

  it('sends the same key again when the answer was lost: one message, not two', async () => {
    const server = new Server();
    const { outbox, written } = make(server);
    server.isAnswerLost = true;
    outbox.add(message('a', 'one'));
    await vi.advanceTimersByTimeAsync(1_200);
    server.isAnswerLost = false;
    await vi.advanceTimersByTimeAsync(5_000);
    expect(server.calls.length).toBeGreaterThan(1);
    expect([server.kept.size, written]).toEqual([1, ['one']]);
  });

  it('says after half a minute that it is not sent, and sends by itself when the line is back', async () => {
    const server = new Server();
    const { outbox, written } = make(server);
    server.answer = () => offline;
    outbox.add(message('a', 'one'));
    await vi.advanceTimersByTimeAsync(29_000);
    expect(states(outbox)).toEqual([['one', 'sending']]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(states(outbox)).toEqual([['one', 'failed']]);
    server.answer = () => null;
    outbox.resume();
    await vi.runAllTimersAsync();
    expect(written).toEqual(['one']);
  });

  it('is kept over a reload', async () => {
    const server = new Server();
    server.answer = () => offline;
    const { outbox, storage } = make(server);
    outbox.add(message('a', 'one'));
    outbox.add(message('b', 'other', { conversation: 2 }));
    await vi.advanceTimersByTimeAsync(1_000);
    outbox.stop();
    server.answer = () => null;
    const next = make(server, storage);
    next.outbox.restore();
    await vi.runAllTimersAsync();
    expect(next.written.sort()).toEqual(['one', 'other']);
    expect(storage.length).toBe(0);
  });

  it('does not send what another tab has sent or taken back', async () => {
    const server = new Server();
    server.answer = () => offline;
    const { outbox, storage } = make(server);
    outbox.add(message('a', 'one'));
    const other = make(server, storage);
    other.outbox.restore();
    outbox.remove('a');
    const event = Object.assign(new Event('storage'), { key: 'outbox.a', newValue: null, storageArea: storage });
    window.dispatchEvent(event);
    server.answer = () => null;
    other.outbox.resume();
    await vi.runAllTimersAsync();
    expect([other.outbox.items, other.written, server.kept.size]).toEqual([[], [], 0]);
  });

  it('holds a message that somebody forestalled until its writer decides', async () => {
    const server = new Server();
    server.answer = (sent) =>
      sent.force ? null : new ApiError({ status: 409, code: 'answered_meanwhile', message: '', params: { by: 8 } });
    const { outbox, written } = make(server);
    outbox.add(message('a', 'one', { seen: 4 }));
    await vi.runAllTimersAsync();
    expect(states(outbox)).toEqual([['one', 'held']]);
    outbox.again('a', true);
    await vi.runAllTimersAsync();
    expect(written).toEqual(['one']);
  });

  it('does not repeat what was refused, and tells why', async () => {
    const server = new Server();
    server.answer = () => new ApiError({ status: 422, code: 'invalid', message: 'Too long' });
    const { outbox } = make(server);
    outbox.add(message('a', 'one'));
    await vi.runAllTimersAsync();
    outbox.resume();
    await vi.runAllTimersAsync();
    expect(outbox.items[0]).toMatchObject({ state: 'failed', reason: 'Too long' });
    expect(server.calls).toEqual(['one']);
  });
});

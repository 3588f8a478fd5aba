import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '@/lib/api/errors';
import type { Draft } from '../api/types';
import { Drafts, NO_DRAFT } from './drafts';
import { Memory } from './rows.testing';

const offline = new ApiError({ status: 0, code: 'offline', message: '' });
const words = (body: string): Draft => ({ ...NO_DRAFT, body });

/** A server that keeps drafts, unless it is away or refuses them. */
function make(storage = new Memory()) {
  const server = { kept: new Map<number, string>(), fault: null as ApiError | null };
  const save = (id: number, draft: Draft): Promise<unknown> => {
    if (server.fault) return Promise.reject(server.fault);
    return Promise.resolve(server.kept.set(id, draft.body));
  };
  return { drafts: new Drafts(save, storage, 'draft.'), server, storage };
}

describe('drafts', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('go to the server after a pause, and lie nowhere else then', async () => {
    const { drafts, server, storage } = make();
    drafts.change(1, words('on'));
    drafts.change(1, words('one'));
    expect([server.kept.size, storage.length]).toEqual([0, 1]);
    await vi.runAllTimersAsync();
    expect([server.kept.get(1), storage.length]).toEqual(['one', 0]);
  });

  it('stay here without a line, over a reload too, and go once there is one', async () => {
    const { drafts, server, storage } = make();
    server.fault = offline;
    drafts.change(1, words('one'));
    await vi.advanceTimersByTimeAsync(1_000);
    const next = make(storage);
    next.drafts.restore();
    next.drafts.learn(1, words('older'));
    expect(next.drafts.get(1).body).toBe('one');
    next.drafts.flushAll();
    await vi.advanceTimersByTimeAsync(0);
    expect([next.server.kept.get(1), storage.length]).toEqual(['one', 0]);
  });

  it('of an earlier page are left alone when another tab has told or changed them', async () => {
    const { drafts, server, storage } = make();
    server.fault = offline;
    drafts.change(1, words('one'));
    await vi.advanceTimersByTimeAsync(1_000);
    const next = make(storage);
    next.drafts.restore();
    drafts.change(1, words('one and two'));
    next.drafts.flushAll();
    await vi.advanceTimersByTimeAsync(0);
    expect(next.server.kept.size).toBe(0);
    expect(storage.length).toBe(1);
  });

  it('go again by themselves where one word was lost', async () => {
    const { drafts, server, storage } = make();
    server.fault = offline;
    drafts.change(1, words('one'));
    await vi.advanceTimersByTimeAsync(1_000);
    server.fault = null;
    await vi.runAllTimersAsync();
    expect([server.kept.get(1), storage.length]).toEqual(['one', 0]);
  });

  it('that the server refuses for ever are not told again', async () => {
    const { drafts, server, storage } = make();
    server.fault = new ApiError({ status: 404, code: 'not_found', message: '' });
    drafts.change(1, words('one'));
    await vi.runAllTimersAsync();
    server.fault = null;
    drafts.flushAll();
    await vi.runAllTimersAsync();
    expect([server.kept.size, storage.length]).toEqual([0, 0]);
  });
});

import { beforeEach, describe, expect, it } from 'vitest';
import { append, clear, remove, waiting } from '../src/queue';
import type { Item } from '../src/types';

const item = (n: number, size = 0): Item => ({
  type: 'track',
  messageId: `message-${n}.`,
  timestamp: '2026-11-22T00:00:00.000Z',
  anonymousId: 'a',
  filling: 'x'.repeat(size),
});
const ids = (): string[] => waiting().map((kept) => kept.messageId);

beforeEach(() => localStorage.clear());

describe('the queue', () => {
  it('keeps items in order, also for the next page', () => {
    append(item(1));
    append(item(2));
    expect(JSON.parse(localStorage.getItem('otklik_queue')!).map((kept: Item) => kept.messageId)).toEqual(ids());
    expect(ids()).toEqual(['message-1.', 'message-2.']);
  });

  it('removes what a sent body holds, nothing else', () => {
    for (let n = 1; n <= 11; n++) append(item(n));
    remove(JSON.stringify({ batch: [item(1), item(3)] }));
    expect(ids()).not.toContain('message-1.');
    expect(ids()).toContain('message-11.');
    expect(ids()).toHaveLength(9);
  });

  it('holds the newest 200', () => {
    for (let n = 0; n < 230; n++) append(item(n));
    expect(ids()).toHaveLength(200);
    expect(ids()[0]).toBe('message-30.');
  });

  it('holds 256 KB at most, and drops what alone is larger', () => {
    for (let n = 0; n < 30; n++) append(item(n, 10000));
    expect(localStorage.getItem('otklik_queue')!.length).toBeLessThanOrEqual(131072);
    expect(ids().pop()).toBe('message-29.');
    append(item(99, 200000));
    expect(ids()).toEqual([]);
    append(item(100));
    expect(ids()).toEqual(['message-100.']);
  });

  it.each(['', 'not json', '{}', 'null', '7'])('starts anew from %s', (stored) => {
    localStorage.setItem('otklik_queue', stored);
    expect(waiting()).toEqual([]);
    append(item(1));
    expect(ids()).toEqual(['message-1.']);
  });

  it('is empty after clear', () => {
    append(item(1));
    clear();
    expect(localStorage.getItem('otklik_queue')).toBeNull();
  });
});

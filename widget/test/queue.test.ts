import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Item } from '../src/types';

const item = (n: number, size = 0): Item => ({
  type: 'track',
  messageId: `message-${n}.`,
  timestamp: '2026-11-22T00:00:00.000Z',
  anonymousId: 'a',
  filling: 'x'.repeat(size),
});
type Queue = typeof import('../src/queue');
/** A page's queue; the next page has modules of its own. */
const nextPage = async (): Promise<Queue> => {
  vi.resetModules();
  return import('../src/queue');
};
let queue: Queue;
const ids = (): string[] => queue.items.map((kept) => kept.messageId);
const stored = (): string[] => Object.keys(localStorage).map((key) => localStorage.getItem(key)!);

beforeEach(async () => {
  localStorage.clear();
  queue = await nextPage();
});

describe('the queue', () => {
  it('keeps items in order, and the next page takes them over', async () => {
    queue.append(item(1));
    queue.append(item(2));
    expect(ids()).toEqual(['message-1.', 'message-2.']);
    queue = await nextPage();
    queue.append(item(3));
    queue.adopt();
    expect(ids()).toEqual(['message-1.', 'message-2.', 'message-3.']);
    expect(stored()).toHaveLength(1);
    queue.adopt();
    expect(ids()).toHaveLength(3);
  });

  it('keeps items as they were, and refuses what no JSON is', () => {
    const mutable = item(1);
    queue.append(mutable);
    mutable.filling = 'changed';
    expect(queue.items[0]!.filling).toBe('');
    const circular: Item = item(2);
    circular.self = circular;
    expect(() => queue.append(circular)).toThrow();
    queue.append(item(3));
    expect(ids()).toEqual(['message-1.', 'message-3.']);
  });

  it('removes what a sent body holds, nothing else', () => {
    for (let n = 1; n <= 11; n++) queue.append(item(n));
    queue.remove(JSON.stringify({ batch: [item(1), item(3)] }));
    expect(ids()).not.toContain('message-1.');
    expect(ids()).toContain('message-11.');
    expect(ids()).toHaveLength(9);
  });

  it('holds the newest 200', () => {
    for (let n = 0; n < 230; n++) queue.append(item(n));
    expect(ids()).toHaveLength(200);
    expect(ids()[0]).toBe('message-30.');
  });

  it('holds 256 KB at most, and drops what alone is larger', () => {
    for (let n = 0; n < 30; n++) queue.append(item(n, 10000));
    expect(stored()[0]!.length).toBeLessThanOrEqual(131072);
    expect(ids().pop()).toBe('message-29.');
    queue.append(item(99, 200000));
    expect(ids()).toEqual([]);
    queue.append(item(100));
    expect(ids()).toEqual(['message-100.']);
  });

  it.each(['not json', '{}', 'null', '7'])('passes over %s', (text) => {
    localStorage.setItem('otklik_queue0.1', text);
    queue.adopt();
    expect(ids()).toEqual([]);
    expect(stored()).toEqual([]);
  });

  it("leaves nothing behind after clear, other pages' items included", async () => {
    queue.append(item(1));
    queue = await nextPage();
    queue.append(item(2));
    queue.clear();
    expect(ids()).toEqual([]);
    expect(stored()).toEqual([]);
  });
});

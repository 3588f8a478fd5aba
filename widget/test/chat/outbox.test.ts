import { beforeEach, describe, expect, it } from 'vitest';
import { Outbox, threadOf } from '../../src/chat/outbox';
import type { Draft } from '../../src/chat/types';

const NOBODY = new Set<string>();
const draft = (client_key: string, news: Partial<Draft> = {}): Draft => ({
  client_key,
  thread: 'new',
  body: client_key,
  files: [],
  at: 1000,
  ...news,
});
const reopened = (now = 2000): Outbox => {
  const outbox = new Outbox();
  outbox.restore(now);
  return outbox;
};
const keys = (drafts: readonly Draft[]): string[] => drafts.map((each) => each.client_key);

beforeEach(() => localStorage.clear());

describe('the outbox', () => {
  it('keeps messages over a reload, in their order, under their keys', () => {
    const outbox = new Outbox();
    for (const key of ['c', 'a', 'b']) outbox.add(draft(key));
    expect(keys(reopened().all)).toEqual(['c', 'a', 'b']);
  });

  it('sends a thread one after another, and tells the others the number of the new conversation', () => {
    const outbox = new Outbox();
    outbox.add(draft('a'));
    outbox.add(draft('b'));
    outbox.add(draft('x', { thread: threadOf(5), conversation_id: 5 }));
    expect(keys(outbox.next(NOBODY))).toEqual(['a', 'x']);
    expect(keys(outbox.next(new Set(['a'])))).toEqual(['x']);
    outbox.settle('a', 9);
    expect(outbox.all.find((each) => each.client_key === 'b')).toMatchObject({ conversation_id: 9, thread: 'c9' });
    expect(keys(reopened().all)).toEqual(['b', 'x']);
  });

  it('lets nothing wait behind a refused message', () => {
    const outbox = new Outbox();
    outbox.add(draft('a', { isRefused: true }));
    outbox.add(draft('b'));
    expect(keys(outbox.next(NOBODY))).toEqual(['b']);
  });

  it('lets two tabs keep what each wrote', () => {
    const [one, other] = [new Outbox(), new Outbox()];
    one.add(draft('a'));
    other.add(draft('b', { at: 1001 }));
    expect(keys(reopened().all)).toEqual(['a', 'b']);
    one.drop('a');
    expect(keys(reopened().all)).toEqual(['b']);
  });

  it('forgets what is old or broken', () => {
    new Outbox().add(draft('a'));
    localStorage.setItem('otklik_out_z', '{');
    expect(reopened(1000 + 4 * 86_400_000).all).toEqual([]);
    expect(localStorage.length).toBe(0);
  });

  it('writes JSON where the page gave arrays and objects a toJSON', () => {
    const spoiled = Array.prototype as unknown as { toJSON?: () => string };
    spoiled.toJSON = () => 'spoiled';
    try {
      new Outbox().add(draft('a'));
      expect('toJSON' in spoiled).toBe(true);
    } finally {
      delete spoiled.toJSON;
    }
    expect(reopened().all[0]?.files).toEqual([]);
  });
});

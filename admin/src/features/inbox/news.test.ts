import { describe, expect, it } from 'vitest';
import type { Conversation, Part, Team } from './api/types';
import { isNews, wordsOf } from './news';
import { conversation, part } from './store/rows.testing';

const ME = 7;
const TEAMS = [
  { id: 3, members: [{ member_id: ME }] },
  { id: 4, members: [] },
] as unknown as Team[];
const now = { at: new Date().toISOString() };
const words: Part = { ...part(1, 1, 1, 'Hello'), ...now };
const rule = (data: Part['data'], by: number | null = null): Part => ({
  ...part(2, 2, 1),
  ...now,
  kind: 'happening',
  author: { kind: by === null ? 'system' : 'operator', id: by, name: '', picture: null },
  data,
});
const given = { what: 'assigned', member: ME, by: 'round_robin' };
const waits = { waiting_since: now.at, preview: 'Hello' };

describe('an operator hears of', () => {
  it.each([
    ['nobody’s words', words, {}],
    ['words in what he has', words, { assignee: ME }],
    ['words in the queue of his team', words, { team: 3 }],
    ['what a rule gives him', rule(given), { ...waits, assignee: ME }],
    ['what a colleague hands him', rule({ what: 'assigned', member: ME }, 8), { assignee: ME }],
    ['what is moved into his queue', rule({ what: 'team', team: 3 }, 8), { ...waits, team: 3 }],
    [
      'what is taken from a silent colleague',
      rule({ what: 'unassigned', member: 8, by: 'silence' }),
      { ...waits, team: 3 },
    ],
  ] as [string, Part, Partial<Conversation>][])('%s', (_, each, more) => {
    expect(isNews(each, conversation(1, 1, more), ME, TEAMS)).toBe(true);
  });
});

describe('an operator does not hear of', () => {
  it.each([
    ['words in a colleague’s', words, { assignee: 8 }],
    ['words in the queue of another team', words, { team: 4 }],
    ['words of long ago', { ...words, at: '2026-01-01T00:00:00Z' }, {}],
    ['what he takes himself', rule({ what: 'assigned', member: ME }, ME), { assignee: ME }],
    ['what was given him and went on', rule(given), { ...waits, assignee: 8 }],
    ['what is moved where nobody waits', rule({ what: 'team', team: 3 }, 8), { team: 3 }],
    ['what is taken from him', rule({ what: 'unassigned', member: ME, by: 'silence' }), { ...waits, team: 3 }],
    ['what is put off', rule(given), { ...waits, assignee: ME, status: 'snoozed' }],
  ] as [string, Part, Partial<Conversation>][])('%s', (_, each, more) => {
    expect(isNews(each, conversation(1, 1, more), ME, TEAMS)).toBe(false);
  });
});

it('reads the last words of what was given', () => {
  expect(wordsOf(rule(given), conversation(1, 1, waits))).toBe('Hello');
});

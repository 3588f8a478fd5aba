import { describe, expect, it } from 'vitest';
import { editableText, parseValue, shownProperties } from '@/components/person/properties';
import type { PersonEvent } from '@/lib/api/types';
import { groupFeed } from './feed';

function event(name: string, session: string, timestamp: string): PersonEvent {
  return {
    name,
    session,
    timestamp,
    original_name: name,
    received_at: timestamp,
    message_id: timestamp,
    person: '1',
    device: '1',
    source: 'browser',
    url: '',
    quiet: false,
    properties: {},
  };
}

describe('groupFeed', () => {
  const dayOf = (moment: string): string => moment.slice(0, 10);

  it('groups by day, then by session, and keeps the order', () => {
    const days = groupFeed(
      [
        event('$page_viewed', '7', '2026-11-22T10:02:00Z'),
        event('$session_started', '7', '2026-11-22T10:00:00Z'),
        event('imported', '', '2026-11-22T09:00:00Z'),
        event('$page_viewed', '6', '2026-11-21T10:00:00Z'),
      ],
      dayOf,
    );
    expect(days.map((day) => day.sessions.map((group) => group.events.length))).toEqual([[2, 1], [1]]);
    expect(days[0]?.sessions[0]?.start?.name).toBe('$session_started');
    expect(days[0]?.sessions[1]?.isSession).toBe(false);
  });

  it('parts a session that midnight cut', () => {
    const days = groupFeed([event('a', '7', '2026-11-22T00:01:00Z'), event('b', '7', '2026-11-21T23:59:00Z')], dayOf);
    expect(days).toHaveLength(2);
  });
});

describe('values typed by an operator', () => {
  it.each([
    ['42', 42],
    ['-1.5', -1.5],
    ['007', '007'],
    ['+7 999 000-00-00', '+7 999 000-00-00'],
    ['true', true],
    ['["a"]', ['a']],
    ['[broken', '[broken'],
    [' text ', 'text'],
    ['12345678901234567890', '12345678901234567890'],
  ])('%s', (text, value) => {
    expect(parseValue(text)).toEqual(value);
  });

  it('come back to the field as they were', () => {
    for (const value of [42, true, ['a'], { a: 1 }]) expect(parseValue(editableText(value))).toEqual(value);
  });
});

describe('shownProperties', () => {
  it('puts contacts first and leaves out what has its own section', () => {
    const names = shownProperties(
      { plan: 'pro', $city: 'Perm', $revenue: 5, $initial_utm_source: 'x', $last_name: 'Y', gone: null, $email: 'a@b' },
      (name) => name,
    );
    expect(names).toEqual(['$name', '$email', '$phone', '$city', '$last_name', 'plan']);
  });
});

import { describe, expect, it } from 'vitest';
import { fromField, presets, toField } from './presets';

const MOSCOW = 'Europe/Moscow';
const names = (now: Date, zone = 'UTC') => presets(now, zone).map(({ name }) => name);
const moments = (now: Date, zone: string) =>
  Object.fromEntries(presets(now, zone).map(({ name, until }) => [name, until.toISOString()]));

describe('times to put off to', () => {
  const thursday = new Date('2026-11-19T10:30:00Z');

  it('are in the future, at nine in the morning of the workspace where a day is meant', () => {
    for (const { until } of presets(thursday, MOSCOW)) expect(until.getTime()).toBeGreaterThan(thursday.getTime());
    expect(moments(thursday, MOSCOW)).toEqual({
      hour: '2026-11-19T11:30:00.000Z',
      evening: '2026-11-19T15:00:00.000Z',
      tomorrow: '2026-11-20T06:00:00.000Z',
      monday: '2026-11-23T06:00:00.000Z',
      week: '2026-11-26T06:00:00.000Z',
    });
  });

  it('know that it is another day there, and that clocks are changed', () => {
    // Half past one on Friday in Moscow.
    expect(moments(new Date('2026-11-19T22:30:00Z'), MOSCOW).tomorrow).toBe('2026-11-21T06:00:00.000Z');
    expect(moments(new Date('2026-10-24T10:00:00Z'), 'Europe/Berlin').tomorrow).toBe('2026-10-25T08:00:00.000Z');
    expect(fromField('2026-11-20T09:00', MOSCOW)?.toISOString()).toBe('2026-11-20T06:00:00.000Z');
    expect(fromField('', MOSCOW)).toBeNull();
    expect(toField('2026-11-20T06:00:00.000Z', MOSCOW)).toBe('2026-11-20T09:00');
    expect(toField(null, MOSCOW)).toBe('');
  });

  it('leave out an evening that is near or over, and a Monday that is tomorrow or in a week', () => {
    expect(names(thursday)).toContain('evening');
    expect(names(new Date('2026-11-19T17:30:00Z'))).not.toContain('evening');
    expect(names(new Date('2026-11-22T10:00:00Z'))).not.toContain('monday');
    expect(names(new Date('2026-11-23T10:00:00Z'))).not.toContain('monday');
  });
});

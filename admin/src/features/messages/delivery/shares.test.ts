import { describe, expect, it } from 'vitest';
import { pointsOf, share } from './shares';
import { portionsOf } from './suppressed/portions';

const hour = (at: string, sent: number, bounced = 0) => ({ at, sent, bounced, deferred: 1, refused: 2, complained: 0 });

describe('hours of a period', () => {
  const now = Date.parse('2026-11-23T10:20:00Z');

  it('are all there, also those without letters', () => {
    const points = pointsOf({ days: 1, step: 'hour', hours: [hour('2026-11-23T08:00:00Z', 5, 1)] }, now);
    expect(points).toHaveLength(25);
    expect(points.at(-1)).toEqual({ at: '2026-11-23T10:00:00.000Z', delivered: 0, deferred: 0, bad: 0 });
    expect(points.at(-3)).toEqual({ at: '2026-11-23T08:00:00.000Z', delivered: 4, deferred: 1, bad: 3 });
  });

  it('begin at midnight of the workspace by days, also when the clocks change', () => {
    const hours = [hour('2026-10-24T22:00:00Z', 7), hour('2026-11-20T23:00:00Z', 9)];
    const points = pointsOf({ days: 30, step: 'day', hours }, now);
    expect(points.filter(({ delivered }) => delivered > 0).map(({ delivered }) => delivered)).toEqual([7, 9]);
  });
});

describe('a share', () => {
  it('tells complaints by hundredths, and nothing of nothing', () => {
    expect(share('en', 3, 1000)).toBe('0.3%');
    expect(share('en', 13, 12_000)).toBe('0.11%');
    expect(share('en', 0, 0)).toBe('—');
  });
});

describe('lines of a file', () => {
  it('go in portions that know what stands before them', () => {
    const text = `\uFEFF${Array.from({ length: 10_001 }, (_, number) => `p${number}@mail.example`).join('\r\n')}\r\n\r\n`;
    const [first, second] = portionsOf(text);
    expect([first?.first, first?.lines.length, first?.lines[0]]).toEqual([0, 10_000, 'p0@mail.example']);
    expect(second).toEqual({ first: 10_000, lines: ['p10000@mail.example'] });
    expect(portionsOf('\n')).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { PASSINGS, planOf, presetOf, REPUTATIONS, WARMUPS } from './presets';

describe('presets of sending', () => {
  it('know themselves, and what is nobody else’s', () => {
    expect(presetOf(REPUTATIONS, { ...REPUTATIONS.careful })).toBe('careful');
    expect(presetOf(PASSINGS, { ...PASSINGS.usual, count: 6 })).toBe('own');
    expect(presetOf(WARMUPS, { domain: 'news.example.com', ...WARMUPS.quick, most: 5 })).toBe('quick');
  });

  it('tell each day of a warm-up until it is over', () => {
    expect(planOf({ first: 50, growth: 1.5, most: 200 })).toEqual([50, 75, 112, 168]);
    expect(planOf({ first: 500, growth: 2, most: 200 })).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { placeOf, scaleOf } from './experiments';

describe('the scale of intervals', () => {
  it('has nothing in its middle and room for all', () => {
    const scale = scaleOf([
      { low: -0.1, estimate: 0, high: 0.05 },
      { low: 0.01, estimate: 0.1, high: 0.2 },
    ]);
    expect(scale).toBeCloseTo(0.22);
    expect(placeOf(0, scale)).toBe(50);
    expect(placeOf(scale, scale)).toBe(100);
    expect(placeOf(-2 * scale, scale)).toBe(0);
    expect(scaleOf([])).toBeGreaterThan(0);
  });
});

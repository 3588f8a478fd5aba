import { describe, expect, it } from 'vitest';
import { fit, frameOf, MAX_ZOOM, pulled, WHOLE } from './crop';

const WIDE = { width: 400, height: 100 };

describe('a square of a picture', () => {
  it('is the middle, as large as fits, at first', () => {
    expect(frameOf(WIDE, WHOLE)).toEqual({ left: 150, top: 0, side: 100 });
    expect(frameOf({ width: 3, height: 9 }, WHOLE)).toEqual({ left: 0, top: 3, side: 3 });
  });

  it('never leaves the picture, wherever it is pulled', () => {
    for (const zoom of [0, 0.5, 1, 2.5, MAX_ZOOM, 99])
      for (const x of [-1, 0, 0.3, 1, 7])
        for (const y of [-1, 0.5, 2]) {
          const { left, top, side } = frameOf(WIDE, { x, y, zoom });
          expect(side).toBeGreaterThanOrEqual(100 / MAX_ZOOM);
          expect(left).toBeGreaterThanOrEqual(-1e-9);
          expect(top).toBeGreaterThanOrEqual(-1e-9);
          expect(left + side).toBeLessThanOrEqual(400 + 1e-9);
          expect(top + side).toBeLessThanOrEqual(100 + 1e-9);
        }
  });

  it('follows the hand as many pixels as the hand moved', () => {
    const next = pulled(WIDE, WHOLE, { x: 280, y: 50 }, 280);
    expect(frameOf(WIDE, next)).toEqual({ left: 50, top: 0, side: 100 });
    expect(fit(WIDE, next)).toEqual(next);
  });
});

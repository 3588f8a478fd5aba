import { describe, expect, it } from 'vitest';
import { Clock } from '../../src/onsite/clock';
import { Flick, isOut } from '../../src/onsite/leaving';

describe('active time', () => {
  it('runs from sign to sign of life, a still hand for half a minute', () => {
    const clock = new Clock(0, true);
    clock.touch(10_000);
    expect(clock.active(25_000)).toBe(25_000);
    expect([clock.active(90_000), clock.isStill(90_000)]).toEqual([40_000, true]);
    clock.touch(100_000);
    expect([clock.active(101_000), clock.isStill(101_000)]).toEqual([41_000, false]);
  });

  it('stands while the page is not seen', () => {
    const clock = new Clock(0, false);
    clock.touch(5000);
    expect(clock.active(9000)).toBe(0);
    clock.see(true, 10_000);
    clock.see(false, 13_000);
    clock.touch(20_000);
    clock.see(true, 50_000);
    expect(clock.active(51_000)).toBe(4000);
  });
});

describe('a mouse that leaves', () => {
  it.each([
    [{ relatedTarget: null, clientY: -1, buttons: 0 }, true],
    [{ relatedTarget: null, clientY: 300, buttons: 0 }, false],
    [{ relatedTarget: document, clientY: 0, buttons: 0 }, false],
    [{ relatedTarget: null, clientY: -1, buttons: 1 }, false],
  ])('%o: %s', (event, isLeaving) => {
    expect(isOut(event)).toBe(isLeaving);
  });
});

describe('a page thrown up', () => {
  const throwUp = (from: number, step: number, ms: number, finger = 0): boolean => {
    const flick = new Flick();
    flick.touch(finger);
    let isUp = false;
    for (let n = 0; n <= 6; n++) isUp ||= flick.feed(from - n * step, n * ms, 700);
    return isUp;
  };

  it('after a screen was read, fast and by a finger, is a sign of leaving', () => {
    expect(throwUp(2000, 100, 50)).toBe(true);
  });

  it('slowly, near the top, downwards, or by a link to the top is none', () => {
    expect([
      throwUp(2000, 30, 100),
      throwUp(500, 80, 50),
      throwUp(2000, -100, 50),
      throwUp(2000, 100, 50, -5000),
    ]).toEqual([false, false, false, false]);
  });
});

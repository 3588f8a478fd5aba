import { describe, expect, it } from 'vitest';
import { judge, takeIn, type World } from '../../src/onsite/arbiter';
import type { Popup, Where } from '../../src/onsite/types';
import { dice } from '../chat/dice';

const NOW = 1_800_000_000_000;
const world = (more: Partial<World> = {}): World => ({
  now: NOW,
  ended: 0,
  href: 'https://shop.example/cart?a=1',
  device: 'desktop',
  isTaken: false,
  isAway: false,
  isBusy: false,
  ...more,
});
const popup = (send: number, more: Partial<Popup> = {}): Popup => ({
  send,
  key: `k${send}`,
  priority: 0,
  content: { look: 'small', pages: [] },
  ...more,
});
const everywhere = (): Where[] => [];
const shown = (waiting: Popup[], more: Partial<World> = {}, where = everywhere as (each: Popup) => readonly Where[]) =>
  judge(waiting, world(more), where);

describe('the arbiter', () => {
  it('shows the more important first, then the earlier', () => {
    expect(shown([popup(3), popup(1), popup(2, { priority: 5 })]).show?.send).toBe(2);
    expect(shown([popup(3), popup(1)]).show?.send).toBe(1);
    expect(shown([])).toEqual({});
  });

  it('waits while one stands, and while the tab is not seen or the chat is open', () => {
    for (const more of [{ isTaken: true }, { isAway: true }, { isTaken: true, isBusy: true }]) {
      expect(shown([popup(1)], more)).toEqual({});
    }
  });

  it('looks again soon while the visitor types or has a dialog of the page open', () => {
    expect(shown([popup(1)], { isBusy: true })).toEqual({ again: 1000 });
    expect(shown([], { isBusy: true })).toEqual({});
  });

  it('keeps the gap after the one before', () => {
    expect(shown([popup(1)], { ended: NOW - 10_000 })).toEqual({ again: 20_000 });
    expect(shown([popup(1)], { ended: NOW - 30_000 }).show?.send).toBe(1);
    expect(shown([popup(1, { gap_s: 5 })], { ended: NOW - 10_000 }).show?.send).toBe(1);
    expect(shown([popup(1, { gap_s: 0 })], { ended: NOW }).show?.send).toBe(1);
  });

  it('lets another go first whose own gap is over', () => {
    const waiting = [popup(1, { priority: 9, gap_s: 60 }), popup(2, { gap_s: 5 })];
    expect(shown(waiting, { ended: NOW - 10_000 }).show?.send).toBe(2);
    expect(shown(waiting, { ended: NOW - 1000 })).toEqual({ again: 4000 });
  });

  it('is not held up by a clock that was set back', () => {
    expect(shown([popup(1)], { ended: NOW + 3_600_000 }).show?.send).toBe(1);
  });

  it('forgets what is over', () => {
    const at = (ms: number): string => new Date(NOW + ms).toISOString();
    expect(shown([popup(1, { expires_at: at(0) })])).toEqual({});
    expect(shown([popup(1, { expires_at: at(1) })]).show?.send).toBe(1);
    expect(shown([popup(1, { expires_at: null })]).show?.send).toBe(1);
  });

  it('shows only what is for this page and device; of several rules one is enough', () => {
    const rules =
      (...where: Where[]) =>
      () =>
        where;
    const cart = { pages: [{ match: 'is', value: '/cart' }] };
    const other = { pages: [{ match: 'is', value: '/other' }] };
    expect(shown([popup(1)], {}, rules(cart)).show?.send).toBe(1);
    expect(shown([popup(1)], {}, rules(other))).toEqual({});
    expect(shown([popup(1)], {}, rules(other, cart)).show?.send).toBe(1);
    expect(shown([popup(1)], {}, rules({ devices: ['mobile'] }))).toEqual({});
    expect(shown([popup(1)], { device: 'mobile' }, rules({ devices: ['mobile'] })).show?.send).toBe(1);
  });

  it('takes what comes twice once, what ended never, and what stands not again', () => {
    const [old, fresh] = [popup(1), popup(1, { priority: 3 })];
    expect(takeIn([old, popup(2)], [fresh], [], undefined)).toEqual([popup(2), fresh]);
    expect(takeIn([], [popup(1), popup(2)], [1], 2)).toEqual([]);
    expect(takeIn([popup(2)], [popup(1)], [1], undefined)).toEqual([popup(2)]);
  });

  it.each(Array.from({ length: 60 }, (_, n) => n + 1))(
    'never shows two, nor anything before its time or out of order (seed %i)',
    (seed) => {
      const roll = dice(seed);
      const dip = (most: number): number => Math.floor(roll() * most);
      let waiting: Popup[] = [];
      let standing: Popup | undefined;
      const over: number[] = [];
      let [now, ended] = [NOW, 0];
      for (let n = 0; n < 80; n++) {
        now += dip(15_000);
        if (roll() < 0.4) {
          const send = dip(30);
          const expires_at = roll() < 0.2 ? new Date(now + dip(60_000)).toISOString() : null;
          const news = [popup(send, { priority: dip(3), gap_s: dip(3) * 15, expires_at })];
          waiting = takeIn(waiting, news, over, standing?.send);
        }
        if (standing && roll() < 0.3) {
          over.push(standing.send);
          [standing, ended] = [undefined, now];
        }
        const [isAway, isBusy] = [roll() < 0.2, roll() < 0.2];
        const { show, again } = shown(waiting, { now, ended, isTaken: !!standing, isAway, isBusy });
        if (again !== undefined) expect(again).toBeGreaterThan(0);
        if (!show) continue;
        expect([!!standing, isAway, isBusy, over.includes(show.send)]).toEqual([false, false, false, false]);
        if (ended) expect(now - ended).toBeGreaterThanOrEqual(show.gap_s! * 1000);
        for (const each of waiting) {
          const isReady =
            (!ended || now - ended >= each.gap_s! * 1000) && !(each.expires_at && Date.parse(each.expires_at) <= now);
          if (isReady)
            expect(show.priority >= each.priority && (show.priority > each.priority || show.send <= each.send)).toBe(
              true,
            );
        }
        standing = show;
        waiting = waiting.filter((each) => each !== show);
      }
    },
  );
});

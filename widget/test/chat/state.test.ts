import { describe, expect, it } from 'vitest';
import {
  countUnread,
  EMPTY,
  listOf,
  markRead,
  partsOf,
  type State,
  takeChanges,
  takeHello,
  takePage,
  takeRows,
} from '../../src/chat/state';
import type { Changes } from '../../src/chat/types';
import { dice } from './dice';
import { Shop } from './shop';

/** Something happens at the shop. */
const act = (shop: Shop, roll: () => number): void => {
  const pick = <T>(all: Iterable<T>): T => {
    const list = [...all];
    return list[Math.floor(roll() * list.length)]!;
  };
  const what = roll();
  if (!shop.conversations.size || what < 0.1) shop.write('visitor', 'new');
  else if (what < 0.4) shop.write('visitor', 'more', pick(shop.conversations.keys()));
  else if (what < 0.7) shop.write('operator', 'answer', pick(shop.conversations.keys()));
  else if (what < 0.78) shop.change(pick(shop.conversations.keys()), { status: 'closed' });
  else if (what < 0.88) shop.change(pick(shop.conversations.keys()), { operators_read: shop.seq });
  else if (what < 0.94) shop.takeBack(pick(shop.parts.keys()));
  else shop.move(pick(shop.parts.keys()), pick(shop.conversations.keys()));
};

const view = (state: State) => ({
  conversations: listOf(state),
  parts: listOf(state).map(({ id }) => partsOf(state, id)),
});

const snapshot = (shop: Shop): State => {
  let state = takeHello(shop.hello());
  for (const { id } of shop.conversations.values()) {
    for (let before: number | undefined; ; ) {
      const page = shop.read(id, before);
      state = takePage(state, id, page);
      before = page.parts[page.parts.length - 1]?.id;
      if (page.parts.length < 50) break;
    }
  }
  return state;
};

describe('the law: snapshot + changes = the snapshot of now', () => {
  it.each(Array.from({ length: 60 }, (_, n) => n + 1))(
    'holds through cuts, repeats and any order (seed %i)',
    (seed) => {
      const roll = dice(seed);
      const shop = new Shop();
      for (let n = 0; n < 10; n++) act(shop, roll);
      let state = snapshot(shop);
      const onTheWay: Changes[] = [];
      for (let n = 0; n < 120; n++) {
        act(shop, roll);
        // The server says what it has after something the client knew, up to something it had.
        if (roll() < 0.5) onTheWay.push(shop.changes(Math.floor(roll() * shop.seq)));
        if (roll() < 0.4 && onTheWay[0]) {
          const [frame] = onTheWay.splice(Math.floor(roll() * onTheWay.length), 1);
          state = takeChanges(state, frame!);
          if (roll() < 0.2) state = takeChanges(state, frame!);
        }
        // The line breaks: what was on the way is lost, and the client asks from where it is.
        if (roll() < 0.1) {
          onTheWay.length = 0;
          state = takeChanges(state, shop.changes(state.seq));
        }
        // An answer beside the stream.
        if (roll() < 0.1) {
          const { conversation, part } = shop.write('visitor', 'own', [...shop.conversations.keys()][0]);
          state = takeRows(state, [conversation], [part]);
        }
      }
      state = takeChanges(state, shop.changes(state.seq));
      expect(view(state)).toEqual(view(snapshot(shop)));
      expect(state.seq).toBe(shop.seq);
    },
  );
});

describe('state', () => {
  it('does not believe to know what lies in a gap', () => {
    const shop = new Shop();
    shop.write('visitor', 'one');
    shop.write('operator', 'two', 1001);
    const state = takeChanges(EMPTY, shop.changes(1));
    expect(state.seq).toBe(0);
    expect(partsOf(state, 1001).map((part) => part.body)).toEqual(['two']);
  });

  it('counts unread messages, at least one where only the server knows them', () => {
    const shop = new Shop();
    shop.write('visitor', 'one');
    shop.write('operator', 'two', 1001);
    shop.write('operator', 'three', 1001);
    let state = takeHello(shop.hello());
    expect(countUnread(state)).toBe(1);
    state = takePage(state, 1001, shop.read(1001));
    expect(countUnread(state)).toBe(2);
    state = markRead(state, 1001, 3);
    expect(countUnread(state)).toBe(0);
  });
});

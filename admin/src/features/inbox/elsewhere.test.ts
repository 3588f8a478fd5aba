import { expect, it } from 'vitest';
import { noteEyes, seenElsewhere } from './elsewhere';

it('believes each tab what it said last, for a minute', () => {
  noteEyes({ tab: 'a', path: '/inbox/7' }, 0);
  noteEyes({ tab: 'b', path: '/people' }, 30_000);
  expect(seenElsewhere(40_000)).toEqual(['/inbox/7', '/people']);
  noteEyes({ tab: 'b', path: '/inbox/8' }, 50_000);
  expect(seenElsewhere(70_000)).toEqual(['/inbox/8']);
  noteEyes({ tab: 'b', path: null }, 71_000);
  expect(seenElsewhere(72_000)).toEqual([]);
});

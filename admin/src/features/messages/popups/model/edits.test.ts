import { describe, expect, it } from 'vitest';
import { act, begin, redo, undo } from '../../builder/history';
import { faultAt, findDoubts, placeFault, reachedPages } from './checks';
import { contrast, readableOn } from './contrast';
import * as edits from './edits';
import { type Block, type FieldBlock, type Popup, readPopup, type Spot, THEME } from './popup';

const title = (text: string): Block => ({ kind: 'title', text });
const field = (name: string, more: Partial<FieldBlock> = {}): FieldBlock => ({
  kind: 'field',
  name,
  type: 'text',
  label: name,
  ...more,
});

/** Three pages: a asks the size and leads to b, or by the answer "xl" to c. */
function shop(): Popup {
  const size = field('size', {
    type: 'choice',
    options: [
      { value: 's', label: 'S' },
      { value: 'xl', label: 'XL' },
    ],
  });
  return {
    look: 'large',
    overlay: true,
    theme: THEME,
    pages: [
      {
        id: 'a',
        blocks: [title('one'), size, title('two')],
        next: 'b',
        ways: [{ field: 'size', is: ['xl'], to: 'c' }],
      },
      { id: 'b', blocks: [title('thanks')], next: null },
      { id: 'c', blocks: [], next: 'b' },
    ],
  };
}

const words = (popup: Popup, page: number): string[] =>
  (popup.pages[page]?.blocks ?? []).map((block) =>
    block.kind === 'field' ? block.name : 'text' in block ? block.text : '',
  );
const at = (page: number, block: number): Spot => ({ page, block });

describe('blocks', () => {
  it('are added, taken away and written anew without touching the other pages', () => {
    const before = shop();
    const added = edits.addBlock(before, at(0, 1), title('new'));
    expect(words(added, 0)).toEqual(['one', 'new', 'size', 'two']);
    expect(added.pages[1]).toBe(before.pages[1]);
    expect(words(edits.removeBlock(added, at(0, 1)), 0)).toEqual(words(before, 0));
    expect(words(edits.changeBlock(before, at(1, 0), title('bye')), 1)).toEqual(['bye']);
    expect(words(before, 0)).toEqual(['one', 'size', 'two']);
  });

  it.each([
    [at(0, 0), at(0, 2), ['size', 'one', 'two'], at(0, 1)],
    [at(0, 0), at(0, 3), ['size', 'two', 'one'], at(0, 2)],
    [at(0, 2), at(0, 0), ['two', 'one', 'size'], at(0, 0)],
    [at(0, 1), at(0, 1), ['one', 'size', 'two'], at(0, 1)],
    [at(0, 1), at(0, 2), ['one', 'size', 'two'], at(0, 1)],
  ])('move within a page from %o to before %o', (from, to, expected, landed) => {
    const moved = edits.moveBlock(shop(), from, to);
    expect(words(moved, 0)).toEqual(expected);
    expect(edits.blockAt(moved, edits.spotAfterMove(from, to))).toEqual(edits.blockAt(shop(), from));
    expect(edits.spotAfterMove(from, to)).toEqual(landed);
  });

  it('move to another page, and back by steps of the keyboard', () => {
    const from = at(0, 2);
    const down = edits.spotBeside(shop(), from, 1);
    expect(down).toEqual(at(1, 0));
    const moved = edits.moveBlock(shop(), from, at(1, 0));
    expect([words(moved, 0), words(moved, 1)]).toEqual([
      ['one', 'size'],
      ['two', 'thanks'],
    ]);
    const up = edits.spotBeside(moved, at(1, 0), -1);
    expect(up).toEqual(at(0, 2));
    expect(edits.moveBlock(moved, at(1, 0), up ?? from)).toEqual(shop());
    expect(edits.spotBeside(shop(), at(0, 0), -1)).toBeNull();
    expect(edits.spotBeside(shop(), at(2, 0), 1)).toBeNull();
    expect(edits.spotBeside(shop(), at(0, 0), 1)).toEqual(at(0, 2));
  });

  it('that ask are copied under a name of their own', () => {
    const copied = edits.duplicateBlock(edits.duplicateBlock(shop(), at(0, 1)), at(0, 1));
    expect(words(copied, 0)).toEqual(['one', 'size', 'size_3', 'size_2', 'two']);
  });

  it('that ask take the ways of their answers along', () => {
    const asked = edits.blockAt(shop(), at(0, 1)) as FieldBlock;
    const named = edits.changeBlock(shop(), at(0, 1), { ...asked, name: 'fit' });
    expect(named.pages[0]?.ways).toEqual([{ field: 'fit', is: ['xl'], to: 'c' }]);
    const options = [
      { value: 's', label: 'S' },
      { value: 'large', label: 'L' },
    ];
    expect(edits.changeBlock(shop(), at(0, 1), { ...asked, options }).pages[0]?.ways?.[0]?.is).toEqual(['large']);
    expect(edits.removeBlock(shop(), at(0, 1)).pages[0]?.ways).toEqual([]);
  });
});

it('an edit keeps what came to the block meanwhile', () => {
  const drawn: Block = { kind: 'picture', url: '', alt: '', href: '/a' };
  const current: Block = { ...drawn, url: '/pictures/1.png' };
  expect(edits.rebase(current, drawn, { kind: 'picture', url: '', alt: 'Tea' })).toEqual({
    kind: 'picture',
    url: '/pictures/1.png',
    alt: 'Tea',
  });
  expect(edits.rebase(drawn, drawn, current)).toBe(current);
});

describe('pages', () => {
  it('come in between', () => {
    const added = edits.addPage(shop(), 0);
    expect(added.pages.map(({ id, next }) => [id, next])).toEqual([
      ['a', 'd'],
      ['d', 'b'],
      ['b', null],
      ['c', 'b'],
    ]);
  });

  it('that go leave no way to them', () => {
    const gone = edits.removePage(shop(), 1);
    expect(gone.pages.map(({ id, next }) => [id, next])).toEqual([
      ['a', null],
      ['c', null],
    ]);
    expect(edits.removePage(shop(), 2).pages[0]?.ways).toEqual([]);
    const last = edits.removePage(edits.removePage(gone, 0), 0);
    expect(last.pages).toHaveLength(1);
  });

  it('that led in a circle end it', () => {
    const circle = edits.setNext(shop(), 1, 'a');
    expect(edits.removePage(circle, 0).pages.map(({ id, next }) => [id, next])).toEqual([
      ['b', null],
      ['c', 'b'],
    ]);
  });

  it('are copied with names of their own, and moved', () => {
    const copied = edits.duplicatePage(shop(), 0);
    expect(words(copied, 1)).toEqual(['one', 'size_2', 'two']);
    expect(copied.pages[1]?.ways).toBeUndefined();
    expect(edits.movePage(shop(), 2, 0).pages.map(({ id }) => id)).toEqual(['c', 'a', 'b']);
    expect(edits.movePage(shop(), 2, 3)).toEqual(shop());
  });

  it('lead on by answers', () => {
    const way = { field: 'size', is: ['s'], to: 'b' };
    const added = edits.addWay(shop(), 0, way);
    expect(added.pages[0]?.ways).toHaveLength(2);
    expect(edits.changeWay(added, 0, 0, way).pages[0]?.ways?.[0]).toEqual(way);
    expect(edits.removeWay(added, 0, 0).pages[0]?.ways).toEqual([way]);
    expect([...reachedPages(shop())].sort()).toEqual(['a', 'b', 'c']);
    expect([...reachedPages(edits.removeWay(shop(), 0, 0))].sort()).toEqual(['a', 'b']);
  });
});

it('another look leaves behind what only the first knew', () => {
  const banner = edits.setLook(shop(), 'banner');
  expect(banner).toMatchObject({ look: 'banner', place: 'bottom' });
  expect(banner).not.toHaveProperty('overlay');
  expect(edits.setLook(banner, 'large')).toEqual(shop());
});

describe('going back', () => {
  it('is step by step, letters in one go together', () => {
    let kept = begin('');
    kept = act(kept, 'a', 0, 'text');
    kept = act(kept, 'ab', 500, 'text');
    kept = act(kept, 'ab!', 3_000, 'text');
    kept = act(kept, 'ab!?', 3_100, null);
    expect(kept.past).toEqual(['', 'ab', 'ab!']);
    kept = undo(undo(kept));
    expect(kept.present).toBe('ab');
    expect(redo(kept).present).toBe('ab!');
    kept = act(kept, 'new', 9_000);
    expect(redo(kept).present).toBe('new');
    expect(undo(undo(undo(kept))).present).toBe('');
  });
});

describe('doubts', () => {
  it('tell of an address asked for without a consent, and of pages nobody comes to', () => {
    const asks = edits.addBlock(edits.removeWay(shop(), 0, 0), at(1, 0), field('email', { type: 'email' }));
    expect(findDoubts(asks)).toEqual([
      { code: 'stuck', page: 0 },
      { code: 'consent', page: 1, block: 0 },
      { code: 'unreached', page: 2 },
    ]);
    const consent: Block = { kind: 'consent', text: 'Yes', channel: 'email' };
    expect(findDoubts(edits.addBlock(asks, at(1, 1), consent)).map(({ code }) => code)).not.toContain('consent');
  });

  it('know what can be read', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21);
    expect(contrast('#767676', '#ffffff')).toBeGreaterThanOrEqual(4.5);
    expect(contrast('red', '#ffffff')).toBeNull();
    const better = readableOn('#facc15', '#ffffff', 4.5) ?? '';
    expect(contrast(better, '#ffffff')).toBeGreaterThanOrEqual(4.5);
    expect(findDoubts({ ...shop(), theme: { ...THEME, ink: '#dddddd' } })).toContainEqual({ code: 'ink' });
  });
});

it('faults of the server stand at their places', () => {
  const place = (path: string) => {
    const { fault: _fault, ...placed } = placeFault({ path, code: '', message: 'no' });
    return placed;
  };
  expect(place('content.pages[0].blocks[1].text')).toEqual({ page: 0, block: 1, rest: 'text' });
  expect(place('pages[2].ways[0].to')).toEqual({ page: 2, rest: 'ways[0].to' });
  expect(place('content.theme.accent')).toEqual({ rest: 'theme.accent' });
  expect(place('content')).toEqual({ rest: '' });
  expect(place('nodes.s1.content.pages[1].blocks[0].options[2].label')).toMatchObject({ page: 1, block: 0 });
  const faults = [placeFault({ path: 'content.pages[0].blocks[1].options.2.label', code: 'missing', message: 'no' })];
  expect(faultAt(faults, { page: 0, block: 1 }, 'options[2].label')?.code).toBe('missing');
  expect(faultAt(faults, { page: 0 }, 'options[2].label')).toBeUndefined();
});

it('a content that was just begun is a popup', () => {
  expect(readPopup({})).toEqual({ look: 'small', theme: THEME, pages: [{ id: 'a', blocks: [] }] });
  expect(readPopup({ look: 'odd', pages: [{ blocks: 'no' }, 7] }).pages.map(({ id }) => id)).toEqual(['p1', 'p2']);
});

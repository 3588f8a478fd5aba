import { describe, expect, it } from 'vitest';
import * as edits from './edits';
import { type Block, type ColumnsBlock, type Design, readDesign, type Spot, spotOf } from './letter';

const text = (words: string): Block => ({ kind: 'heading', text: words });
const FOOT: Block = { kind: 'footer', leave: 'x' };
const COLUMNS: ColumnsBlock = {
  kind: 'columns',
  columns: [{ blocks: [text('l1'), text('l2')] }, { blocks: [text('r')] }],
};
const letter = (...blocks: Block[]): Design => ({ ...readDesign(undefined), blocks });
const LETTER = letter(text('a'), COLUMNS, text('b'), FOOT);

/** The letter in a line: `a [l1 l2|r] b F`. */
function line({ blocks }: Design): string {
  const one = (block: Block): string => {
    if (block.kind === 'columns') return `[${block.columns.map((each) => each.blocks.map(one).join(' ')).join('|')}]`;
    return block.kind === 'heading' ? block.text : 'F';
  };
  return blocks.map(one).join(' ');
}

describe('blocks of a letter', () => {
  it.each<[Spot, Spot, string, Spot]>([
    [[0], [3], '[l1 l2|r] b a F', [2]],
    [[2], [0], 'b a [l1 l2|r] F', [0]],
    [[0], [1, 1, 0], '[l1 l2|a r] b F', [0, 1, 0]],
    [[1, 0, 0], [0], 'l1 a [l2|r] b F', [0]],
    [[1, 0, 0], [1, 0, 2], 'a [l2 l1|r] b F', [1, 0, 1]],
    [[1, 0, 1], [1, 1, 1], 'a [l1|r l2] b F', [1, 1, 1]],
  ])('are moved from %j to %j', (from, to, wanted, spot) => {
    const moved = edits.moveBlock(LETTER, from, to);
    expect(line(moved)).toBe(wanted);
    expect(edits.spotAfterMove(from, to)).toEqual(spot);
    expect(edits.blockAt(moved, spot)).toBe(edits.blockAt(LETTER, from));
  });

  it.each<[Spot, Spot]>([
    [[1], [1, 0, 0]],
    [[3], [1, 0, 0]],
    [[0], [0]],
    [[9], [0]],
  ])('stay where they are when they cannot stand there: %j to %j', (from, to) => {
    expect(edits.moveBlock(LETTER, from, to)).toBe(LETTER);
  });

  it('walk by steps through columns and out of them, and back the same way', () => {
    let design = LETTER;
    let spot: Spot = [0];
    const lines = [line(design)];
    const walk = (step: 1 | -1): boolean => {
      const to = edits.spotBeside(design, spot, step);
      if (!to) return false;
      design = edits.moveBlock(design, spot, to);
      spot = edits.spotAfterMove(spot, to);
      lines.push(line(design));
      return true;
    };
    while (walk(1));
    expect(lines).toEqual([
      'a [l1 l2|r] b F',
      '[a l1 l2|r] b F',
      '[l1 a l2|r] b F',
      '[l1 l2 a|r] b F',
      '[l1 l2|a r] b F',
      '[l1 l2|r a] b F',
      '[l1 l2|r] a b F',
      '[l1 l2|r] b a F',
      '[l1 l2|r] b F a',
    ]);
    const down = lines.splice(0);
    while (walk(-1));
    expect(lines).toEqual(down.reverse().slice(1));
  });

  it('are copied, removed and changed where they stand', () => {
    expect(line(edits.duplicateBlock(LETTER, [1, 0, 0]))).toBe('a [l1 l1 l2|r] b F');
    expect(line(edits.removeBlock(LETTER, [1, 1, 0]))).toBe('a [l1 l2|] b F');
    expect(line(edits.changeBlock(LETTER, [1, 0, 1], text('x')))).toBe('a [l1 x|r] b F');
    expect(line(edits.addBlock(LETTER, [1, 0, 0], FOOT))).toBe(line(LETTER));
  });

  it('of columns that go move into the last one that stays', () => {
    expect(line(letter(edits.setColumns(COLUMNS, 1)))).toBe('[l1 l2 r]');
    expect(line(letter(edits.setColumns(COLUMNS, 3)))).toBe('[l1 l2|r|]');
  });

  it('keep what changed meanwhile', () => {
    const drawn: Block = { kind: 'picture', url: '', alt: '' };
    const current: Block = { ...drawn, url: '/pictures/1/a.png' };
    expect(edits.rebase(current, drawn, { ...drawn, alt: 'Cup' })).toEqual({ ...current, alt: 'Cup' });
  });
});

it('a content that lacks everything is an empty letter', () => {
  expect(readDesign(undefined).blocks).toEqual([]);
  expect(readDesign({ blocks: [3, { kind: 'columns' }] }).blocks).toEqual([{ kind: 'columns', columns: [] }]);
  expect(spotOf('2-0-1')).toEqual([2, 0, 1]);
  expect(spotOf('x')).toBeNull();
});

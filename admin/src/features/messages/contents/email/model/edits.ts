import { type Block, type ColumnsBlock, type Design, keyOf, type Spot, type Theme, WHOLES } from './letter';

/** Edits of a letter. Pure: each gives a new design, parts that it did not touch stay the same objects. */

export const MAX_BLOCKS = 60;
export const MAX_IN_COLUMN = 20;
export const MAX_COLUMNS = 3;

const without = <T>(items: readonly T[], index: number): T[] => items.filter((_, n) => n !== index);
const insert = <T>(items: readonly T[], index: number, item: T): T[] => [
  ...items.slice(0, index),
  item,
  ...items.slice(index),
];

/** The blocks that stand beside the one of a spot. */
function siblings(design: Design, spot: Spot): readonly Block[] {
  if (spot.length === 1) return design.blocks;
  const whole = design.blocks[spot[0]];
  return whole?.kind === 'columns' ? (whole.columns[spot[1]]?.blocks ?? []) : [];
}

const indexOf = (spot: Spot): number => (spot.length === 1 ? spot[0] : spot[2]);

function withSiblings(design: Design, spot: Spot, blocks: Block[]): Design {
  if (spot.length === 1) return { ...design, blocks };
  const [at, column] = spot;
  return {
    ...design,
    blocks: design.blocks.map((each, n) =>
      n === at && each.kind === 'columns'
        ? { ...each, columns: each.columns.map((one, m) => (m === column ? { ...one, blocks } : one)) }
        : each,
    ),
  };
}

export const blockAt = (design: Design, spot: Spot): Block | undefined => siblings(design, spot)[indexOf(spot)];

/** Whether a block may stand there: columns, footers and MJML stand in the letter itself. */
export const canStand = (block: Block, spot: Spot): boolean =>
  spot.length === 1 || !WHOLES.some((kind) => kind === block.kind);

export function hasRoom(design: Design, spot: Spot): boolean {
  return siblings(design, spot).length < (spot.length === 1 ? MAX_BLOCKS : MAX_IN_COLUMN);
}

export function addBlock(design: Design, spot: Spot, block: Block): Design {
  if (!canStand(block, spot) || !hasRoom(design, spot)) return design;
  return withSiblings(design, spot, insert(siblings(design, spot), indexOf(spot), block));
}

export const removeBlock = (design: Design, spot: Spot): Design =>
  withSiblings(design, spot, without(siblings(design, spot), indexOf(spot)));

export const changeBlock = (design: Design, spot: Spot, block: Block): Design =>
  withSiblings(
    design,
    spot,
    siblings(design, spot).map((each, n) => (n === indexOf(spot) ? block : each)),
  );

export function duplicateBlock(design: Design, spot: Spot): Design {
  const block = blockAt(design, spot);
  return block ? addBlock(design, after(spot), block) : design;
}

/** The spot below. */
export const after = (spot: Spot): Spot => (spot.length === 1 ? [spot[0] + 1] : [spot[0], spot[1], spot[2] + 1]);

/** Where things stand once the block at `gone` is taken out. */
function shifted(spot: Spot, gone: Spot): Spot {
  if (gone.length === 1) {
    if (spot[0] <= gone[0]) return spot;
    return spot.length === 1 ? [spot[0] - 1] : [spot[0] - 1, spot[1], spot[2]];
  }
  const isBelow = spot.length === 3 && spot[0] === gone[0] && spot[1] === gone[1] && spot[2] > gone[2];
  return isBelow ? [spot[0], spot[1], spot[2] - 1] : spot;
}

/** Where a moved block stands afterwards. */
export const spotAfterMove = (from: Spot, to: Spot): Spot => shifted(to, from);

/** Puts a block before the one that stands at `to` now; what cannot stand there stays where it is. */
export function moveBlock(design: Design, from: Spot, to: Spot): Design {
  const block = blockAt(design, from);
  const isIntoItself = from.length === 1 && to.length === 3 && from[0] === to[0];
  if (!block || !canStand(block, to) || isIntoItself || keyOf(from) === keyOf(to)) return design;
  return addBlock(removeBlock(design, from), spotAfterMove(from, to), block);
}

/** One step up or down: into columns, over to the next one, and out of them. Null: there is no such place. */
export function spotBeside(design: Design, spot: Spot, step: -1 | 1): Spot | null {
  const block = blockAt(design, spot);
  if (!block) return null;
  return spot.length === 1 ? besideInLetter(design, spot, block, step) : besideInColumn(design, spot, step);
}

function besideInLetter(design: Design, [at]: readonly [number], block: Block, step: -1 | 1): Spot | null {
  const neighbour = design.blocks[at + step];
  if (!neighbour) return null;
  if (neighbour.kind === 'columns' && neighbour.columns.length > 0 && canStand(block, [0, 0, 0])) {
    const column = step > 0 ? 0 : neighbour.columns.length - 1;
    return [at + step, column, step > 0 ? 0 : (neighbour.columns[column]?.blocks.length ?? 0)];
  }
  return [step > 0 ? at + 2 : at - 1];
}

function besideInColumn(design: Design, [at, column, inner]: readonly [number, number, number], step: -1 | 1): Spot {
  const { columns } = design.blocks[at] as ColumnsBlock;
  const count = columns[column]?.blocks.length ?? 0;
  if (step < 0 && inner > 0) return [at, column, inner - 1];
  if (step > 0 && inner < count - 1) return [at, column, inner + 2];
  const next = columns[column + step];
  if (!next) return [step < 0 ? at : at + 1];
  return [at, column + step, step < 0 ? next.blocks.length : 0];
}

/** How many columns; blocks of those that go move into the last one that stays. */
export function setColumns(block: ColumnsBlock, count: number): ColumnsBlock {
  const kept = block.columns.slice(0, count).map(({ blocks }) => ({ blocks }));
  const gone = block.columns.slice(count).flatMap(({ blocks }) => blocks);
  while (kept.length < count) kept.push({ blocks: [] });
  const last = kept.at(-1);
  if (last && gone.length > 0) last.blocks = [...last.blocks, ...gone].slice(0, MAX_IN_COLUMN);
  return { ...block, columns: kept };
}

export const setTheme = (design: Design, theme: Partial<Theme>): Design => ({
  ...design,
  theme: { ...design.theme, ...theme },
});

/** Every block with its place, those in columns behind the block they stand in. */
export function listBlocks(design: Design): { spot: Spot; block: Block }[] {
  return design.blocks.flatMap((block, at) => [
    { spot: [at] as const, block },
    ...(block.kind === 'columns'
      ? block.columns.flatMap((column, n) =>
          column.blocks.map((inner, m) => ({ spot: [at, n, m] as const, block: inner })),
        )
      : []),
  ]);
}

/** What was done to `drawn` on its way to `block`, done to the block as it stands now: it may have changed since. */
export function rebase(current: Block, drawn: Block, block: Block): Block {
  if (current === drawn || current.kind !== block.kind) return block;
  const [before, now, next] = [drawn, current, block] as unknown as Record<string, unknown>[];
  const names = Object.keys({ ...before, ...now, ...next });
  const kept = names.flatMap((name) => {
    const from = before?.[name] === next?.[name] ? now : next;
    return from && name in from ? [[name, from[name]] as const] : [];
  });
  return Object.fromEntries(kept) as unknown as Block;
}

/** What can be drawn already: in the place of a picture that is not there yet stands some space. */
export function drawable(design: Design): Design {
  const one = (block: Block): Block => {
    if (block.kind === 'columns')
      return { ...block, columns: block.columns.map((each) => ({ ...each, blocks: each.blocks.map(one) })) };
    return block.kind === 'picture' && block.url.trim() === '' ? { kind: 'spacer', height: 60 } : block;
  };
  return { ...design, blocks: design.blocks.map(one) };
}

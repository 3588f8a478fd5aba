import { type Block, type Look, PLACE_OF, type Popup, type PopupPage, type Spot, type Theme, type Way } from './popup';

/** Edits of a popup. Pure: each gives a new popup, parts that it did not touch stay the same objects. */

/** As many of each the server takes: docs/reference/popups.md. */
export const MAX_PAGES = 20;
export const MAX_BLOCKS = 30;
export const MAX_WAYS = 20;
export const MAX_OPTIONS = 50;
const IDS = 'abcdefghijklmnopqrstuvwxyz'.split('');

const without = <T>(items: readonly T[], index: number): T[] => items.filter((_, n) => n !== index);
const insert = <T>(items: readonly T[], index: number, item: T): T[] => [
  ...items.slice(0, index),
  item,
  ...items.slice(index),
];

function withPage(popup: Popup, index: number, change: (page: PopupPage) => PopupPage): Popup {
  return { ...popup, pages: popup.pages.map((page, n) => (n === index ? change(page) : page)) };
}

export function blockAt(popup: Popup, { page, block }: Spot): Block | undefined {
  return popup.pages[page]?.blocks[block];
}

export function addBlock(popup: Popup, { page, block }: Spot, added: Block): Popup {
  return withPage(popup, page, (each) => ({ ...each, blocks: insert(each.blocks, block, added) }));
}

export function removeBlock(popup: Popup, { page, block }: Spot): Popup {
  return dropDeadWays(withPage(popup, page, (each) => ({ ...each, blocks: without(each.blocks, block) })));
}

/** The copy stands below; the name of a field stays the only one of its kind. */
export function duplicateBlock(popup: Popup, spot: Spot): Popup {
  const block = blockAt(popup, spot);
  if (!block) return popup;
  const copy = block.kind === 'field' ? { ...block, name: freeName(popup, block.name) } : { ...block };
  return addBlock(popup, { ...spot, block: spot.block + 1 }, copy);
}

/** Puts a block before the one that stands at `to` now (also on another page). */
export function moveBlock(popup: Popup, from: Spot, to: Spot): Popup {
  const block = blockAt(popup, from);
  if (!block || !popup.pages[to.page]) return popup;
  const isShifted = from.page === to.page && from.block < to.block;
  const taken = withPage(popup, from.page, (page) => ({ ...page, blocks: without(page.blocks, from.block) }));
  return addBlock(taken, { ...to, block: to.block - (isShifted ? 1 : 0) }, block);
}

/** Where a moved block stands afterwards. */
export function spotAfterMove(from: Spot, to: Spot): Spot {
  return from.page === to.page && from.block < to.block ? { ...to, block: to.block - 1 } : to;
}

/** One step up or down; at the edge of a page, over to its neighbour. Null: there is no such place. */
export function spotBeside(popup: Popup, { page, block }: Spot, step: -1 | 1): Spot | null {
  const count = popup.pages[page]?.blocks.length ?? 0;
  if (step < 0 && block > 0) return { page, block: block - 1 };
  if (step > 0 && block < count - 1) return { page, block: block + 2 };
  const neighbour = popup.pages[page + step];
  if (!neighbour) return null;
  return { page: page + step, block: step < 0 ? neighbour.blocks.length : 0 };
}

/** A field that is called otherwise takes the ways of its answers along, an answer that is spelt otherwise too. */
export function changeBlock(popup: Popup, spot: Spot, block: Block): Popup {
  const before = blockAt(popup, spot);
  const changed = withPage(popup, spot.page, (page) => ({
    ...page,
    blocks: page.blocks.map((each, n) => (n === spot.block ? block : each)),
  }));
  if (before?.kind !== 'field' || block.kind !== 'field') return changed;
  const isOther = countFields(popup, before.name) > 1;
  if (before === block || isOther || !popup.pages.some((page) => page.ways?.length)) return changed;
  const respelt = new Map(
    before.options?.length === block.options?.length
      ? before.options?.map(({ value }, n) => [value, block.options?.[n]?.value ?? value])
      : [],
  );
  return withWays(changed, (way) =>
    way.field === before.name
      ? { ...way, field: block.name, is: way.is.map((value) => respelt.get(value) ?? value) }
      : way,
  );
}

/** What was done to `drawn` on its way to `block`, done to the block as it stands now: it may have changed since. */
export function rebase(current: Block, drawn: Block, block: Block): Block {
  if (current === drawn || current.kind !== block.kind) return block;
  const [before, after] = [drawn, block] as unknown as Record<string, unknown>[];
  const now = current as unknown as Record<string, unknown>;
  const kept = Object.keys({ ...before, ...now, ...after }).flatMap((name) => {
    const from = before?.[name] === after?.[name] ? now : (after ?? {});
    return name in from ? [[name, from[name]] as const] : [];
  });
  return Object.fromEntries(kept) as unknown as Block;
}

/** Adds an empty page after `index`; the page before it leads there if it led nowhere, or to the page that follows. */
export function addPage(popup: Popup, index: number): Popup {
  const id = freeId(popup);
  const before = popup.pages[index];
  if (id === undefined || !before) return popup;
  const added: PopupPage = { id, blocks: [], next: before.next ?? null };
  const led = withPage(popup, index, (page) => ({ ...page, next: id }));
  return { ...led, pages: insert(led.pages, index + 1, added) };
}

export function duplicatePage(popup: Popup, index: number): Popup {
  const id = freeId(popup);
  const page = popup.pages[index];
  if (id === undefined || !page) return popup;
  let copied: Popup = { ...popup, pages: insert(popup.pages, index + 1, { id, blocks: [], next: page.next ?? null }) };
  page.blocks.forEach((block, n) => {
    const copy = block.kind === 'field' ? { ...block, name: freeName(copied, block.name) } : { ...block };
    copied = addBlock(copied, { page: index + 1, block: n }, copy);
  });
  return copied;
}

/** Those who would have come to it go where it led. The last page stays. */
export function removePage(popup: Popup, index: number): Popup {
  const page = popup.pages[index];
  if (!page || popup.pages.length === 1) return popup;
  const after = page.next === page.id ? null : (page.next ?? null);
  const pages = without(popup.pages, index).map((each) => ({
    ...each,
    ...(each.next === page.id && { next: after === each.id ? null : after }),
  }));
  return dropDeadWays({ ...popup, pages });
}

/** Only the order in which pages are listed and shown first: where each leads stays. */
export function movePage(popup: Popup, from: number, to: number): Popup {
  const page = popup.pages[from];
  if (!page || to < 0 || to >= popup.pages.length) return popup;
  return { ...popup, pages: insert(without(popup.pages, from), to, page) };
}

export function setNext(popup: Popup, index: number, next: string | null): Popup {
  return withPage(popup, index, (page) => ({ ...page, next }));
}

export function addWay(popup: Popup, index: number, way: Way): Popup {
  return withPage(popup, index, (page) => ({ ...page, ways: [...(page.ways ?? []), way] }));
}

export function changeWay(popup: Popup, index: number, at: number, way: Way): Popup {
  return withPage(popup, index, (page) => ({
    ...page,
    ways: (page.ways ?? []).map((each, n) => (n === at ? way : each)),
  }));
}

export function removeWay(popup: Popup, index: number, at: number): Popup {
  return withPage(popup, index, (page) => ({ ...page, ways: without(page.ways ?? [], at) }));
}

export function setTheme(popup: Popup, theme: Partial<Theme>): Popup {
  return { ...popup, theme: { ...popup.theme, ...theme } };
}

/** Another look: what only the look before it knew goes. */
export function setLook(popup: Popup, look: Look): Popup {
  if (popup.look === look) return popup;
  const { place: _place, overlay: _overlay, ...kept } = popup;
  const place = PLACE_OF[look];
  return { ...kept, look, ...(place !== undefined && { place }), ...(look === 'large' && { overlay: true }) };
}

/** A name for a field that no other field of the popup has. */
export function freeName(popup: Popup, wanted: string): string {
  const stem = wanted.replace(/_\d+$/, '');
  let name = wanted;
  for (let n = 2; countFields(popup, name) > 0; n += 1) name = `${stem}_${n}`;
  return name;
}

function countFields(popup: Popup, name: string): number {
  const blocks = popup.pages.flatMap((page) => page.blocks);
  return blocks.filter((block) => block.kind === 'field' && block.name === name).length;
}

function freeId(popup: Popup): string | undefined {
  return IDS.find((id) => !popup.pages.some((page) => page.id === id));
}

function withWays(popup: Popup, change: (way: Way) => Way): Popup {
  const pages = popup.pages.map((page) => (page.ways ? { ...page, ways: page.ways.map(change) } : page));
  return { ...popup, pages };
}

/** Ways by answers to a question that is no more, or to a page that is no more, go with it. */
function dropDeadWays(popup: Popup): Popup {
  const ids = new Set(popup.pages.map((page) => page.id));
  const pages = popup.pages.map((page) => {
    const ways = page.ways?.filter((way) => ids.has(way.to) && countFields(popup, way.field) > 0);
    return ways && ways.length !== page.ways?.length ? { ...page, ways } : page;
  });
  return { ...popup, pages };
}

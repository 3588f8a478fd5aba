import type { Fault } from '@/lib/api/errors';
import { AA, contrast } from './contrast';
import type { Block, Popup, PopupPage, Spot } from './popup';

/** What is allowed, and yet worth a word before the launch. */
export interface Doubt {
  code: 'consent' | 'alt' | 'unreached' | 'stuck' | 'ink' | 'accent';
  page?: number;
  block?: number;
}

const CONTACTS = ['email', 'phone'];

const asksContact = (block: Block): boolean => block.kind === 'field' && CONTACTS.includes(block.type);

/** Pages that somebody may come to, from the first on. */
export function reachedPages(popup: Popup): Set<string> {
  const reached = new Set<string>();
  const coming = popup.pages[0] ? [popup.pages[0].id] : [];
  for (let id = coming.pop(); id !== undefined; id = coming.pop()) {
    if (reached.has(id)) continue;
    reached.add(id);
    const page = popup.pages.find((each) => each.id === id);
    for (const to of page ? leadsTo(page) : []) coming.push(to);
  }
  return reached;
}

export function leadsTo(page: PopupPage): string[] {
  return [...new Set([...(page.next ? [page.next] : []), ...(page.ways ?? []).map((way) => way.to)])];
}

/** It leads on by answers, and has no button that would take anybody there. */
function isStuck(page: PopupPage): boolean {
  const moves = page.blocks.some(
    (block) => block.kind === 'button' && (block.does === 'next' || block.does === 'submit'),
  );
  return leadsTo(page).length > 0 && !moves;
}

export function findDoubts(popup: Popup): Doubt[] {
  const doubts: Doubt[] = [];
  const blocks = popup.pages.flatMap((page) => page.blocks);
  const hasConsent = blocks.some((block) => block.kind === 'consent');
  const reached = reachedPages(popup);
  popup.pages.forEach((page, n) => {
    if (!reached.has(page.id)) doubts.push({ code: 'unreached', page: n });
    else if (isStuck(page)) doubts.push({ code: 'stuck', page: n });
    page.blocks.forEach((block, at) => {
      if (!hasConsent && asksContact(block)) doubts.push({ code: 'consent', page: n, block: at });
      if (block.kind === 'picture' && block.url && !block.alt.trim()) doubts.push({ code: 'alt', page: n, block: at });
    });
  });
  const { ink, accent, background } = popup.theme;
  if ((contrast(ink, background) ?? AA) < AA) doubts.push({ code: 'ink' });
  if ((contrast(accent, background) ?? 3) < 3) doubts.push({ code: 'accent' });
  return doubts;
}

const PLACE = /^(?:content\.)?pages[[.](\d+)\]?(?:\.blocks[[.](\d+)\]?)?\.?(.*)$/;

/** A fault of the server where it stands: at a block's field, a page's, or the whole popup's. */
export interface PlacedFault extends Partial<Spot> {
  /** The field within the block, the page or the whole. */
  rest: string;
  fault: Fault;
}

/** Paths are spelt `content.pages[0].blocks[1].text`; the editors of steps may put their own place before. */
export function placeFault(fault: Fault): PlacedFault {
  const { path } = fault;
  const from = path.search(/(?:^|[.\]])pages[[.]/);
  const own = from > 0 ? path.slice(path.indexOf('pages', from)) : path;
  const found = PLACE.exec(own);
  if (!found) return { rest: own.replace(/^(?:.*\.)?content\.?/, ''), fault };
  const [, page = '0', block, rest = ''] = found;
  return { page: Number(page), ...(block !== undefined && { block: Number(block) }), rest, fault };
}

/** The fault at a field of a block, of a page (no block) or of the whole (no page); `rest` '' is the thing itself. */
export function faultAt(faults: readonly PlacedFault[], spot: Partial<Spot>, rest: string): Fault | undefined {
  return faults.find((each) => each.page === spot.page && each.block === spot.block && sameRest(each.rest, rest))
    ?.fault;
}

const plain = (rest: string): string => rest.replace(/\[(\d+)\]/g, '.$1');
const sameRest = (one: string, other: string): boolean => plain(one) === plain(other);

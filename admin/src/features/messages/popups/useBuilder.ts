import { useCallback, useLayoutEffect, useRef, useState } from 'react';
import type { Json } from '@/lib/api/types';
import * as edits from './model/edits';
import { act, begin, type History, redo, undo } from './model/history';
import { type Block, type Popup, readPopup, type Spot, writePopup } from './model/popup';

type Content = Record<string, Json>;

/** What the properties on the right are of. */
export interface ChosenPage {
  what: 'whole' | 'page';
  page: number;
}
export interface ChosenBlock extends Spot {
  what: 'block';
}
export type Chosen = ChosenPage | ChosenBlock;

export interface Builder {
  popup: Popup;
  chosen: Chosen;
  choose: (chosen: Chosen) => void;
  /** What is chosen at this moment: a list that is drawn a breath later may not show it yet. */
  chosenNow: () => Chosen;
  /** An edit; those of the same `of` in one go are undone together. */
  edit: (change: (popup: Popup) => Popup, of?: string) => void;
  /** The chosen block written anew. */
  change: (block: Block) => void;
  move: (from: Spot, to: Spot) => void;
  remove: (spot: Spot) => void;
  duplicate: (spot: Spot) => void;
  undo: (() => void) | null;
  redo: (() => void) | null;
}

interface Kept {
  history: History<Popup>;
  /** As the parent knows it: another one was put in from outside. */
  content: Content;
}

const keep = (content: Content): Kept => ({ history: begin(readPopup(content)), content });
const isSame = (one: Content, other: Content): boolean =>
  one === other || JSON.stringify(one) === JSON.stringify(other);

/** What is chosen still stands: else what stands in its place. */
function standing(popup: Popup, chosen: Chosen): Chosen {
  const page = Math.min(chosen.page, popup.pages.length - 1);
  if (chosen.what !== 'block') return { ...chosen, page };
  const count = popup.pages[page]?.blocks.length ?? 0;
  if (count === 0) return { what: 'page', page };
  return { ...chosen, page, block: Math.min(chosen.block, count - 1) };
}

/** The popup being built: its edits, the way back from them, and which part is in hand. */
export function useBuilder(content: Content, onChange: (content: Content) => void): Builder {
  const [kept, setKept] = useState(() => keep(content));
  const [wanted, want] = useState<Chosen>({ what: 'whole', page: 0 });
  const asked = useRef(wanted);
  const choose = useCallback((next: Chosen) => {
    asked.current = next;
    want(next);
  }, []);
  if (content !== kept.content) setKept(isSame(content, kept.content) ? { ...kept, content } : keep(content));
  // Two edits may come before the next drawing.
  const latest = useRef(kept);
  useLayoutEffect(() => {
    latest.current = kept;
  }, [kept]);
  const put = useCallback(
    (history: History<Popup>) => {
      if (history === latest.current.history) return;
      const written = writePopup(history.present);
      latest.current = { history, content: written };
      setKept(latest.current);
      onChange(written);
    },
    [onChange],
  );
  const edit = useCallback(
    (change: (popup: Popup) => Popup, of?: string) => {
      const { history } = latest.current;
      put(act(history, change(history.present), Date.now(), of ?? null));
    },
    [put],
  );
  const { history } = kept;
  const popup = history.present;
  const chosen = standing(popup, wanted);
  return {
    popup,
    chosen,
    choose,
    chosenNow: () => standing(latest.current.history.present, asked.current),
    edit,
    change: (block) => {
      if (chosen.what !== 'block') return;
      const drawn = edits.blockAt(popup, chosen);
      edit((now) => {
        const current = edits.blockAt(now, chosen);
        return current && drawn ? edits.changeBlock(now, chosen, edits.rebase(current, drawn, block)) : now;
      }, `${chosen.page}.${chosen.block}`);
    },
    move: (from, to) => {
      edit((now) => edits.moveBlock(now, from, to));
      choose({ what: 'block', ...edits.spotAfterMove(from, to) });
    },
    remove: (spot) => edit((now) => edits.removeBlock(now, spot)),
    duplicate: (spot) => {
      edit((now) => edits.duplicateBlock(now, spot));
      choose({ what: 'block', page: spot.page, block: spot.block + 1 });
    },
    undo: history.past.length > 0 ? () => put(undo(latest.current.history)) : null,
    redo: history.future.length > 0 ? () => put(redo(latest.current.history)) : null,
  };
}

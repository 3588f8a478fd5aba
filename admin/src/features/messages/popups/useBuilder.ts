import type { Json } from '@/lib/api/types';
import { type Edited, type Spelling, useChosen, useEdited } from '../builder/useEdited';
import * as edits from './model/edits';
import { type Block, keyOf, type Popup, readPopup, type Spot, writePopup } from './model/popup';

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

export interface Builder extends Pick<Edited<Popup>, 'edit' | 'undo' | 'redo'> {
  popup: Popup;
  chosen: Chosen;
  choose: (chosen: Chosen) => void;
  /** What is chosen at this moment: a list that is drawn a breath later may not show it yet. */
  chosenNow: () => Chosen;
  /** The chosen block written anew. */
  change: (block: Block) => void;
  move: (from: Spot, to: Spot) => void;
  remove: (spot: Spot) => void;
  duplicate: (spot: Spot) => void;
}

const SPELLING: Spelling<Popup, Content> = { read: readPopup, write: writePopup };

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
  const edited = useEdited(content, onChange, SPELLING);
  const { built: popup, edit, undo, redo } = edited;
  const { chosen, choose, chosenNow } = useChosen<Popup, Chosen>({ what: 'whole', page: 0 }, edited, standing);
  return {
    popup,
    chosen,
    choose,
    chosenNow,
    edit,
    change: (block) => {
      if (chosen.what !== 'block') return;
      const drawn = edits.blockAt(popup, chosen);
      edit((now) => {
        const current = edits.blockAt(now, chosen);
        return current && drawn ? edits.changeBlock(now, chosen, edits.rebase(current, drawn, block)) : now;
      }, keyOf(chosen));
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
    undo,
    redo,
  };
}

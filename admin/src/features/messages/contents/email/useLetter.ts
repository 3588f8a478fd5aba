import type { Json } from '@/lib/api/types';
import { type Edited, type Spelling, useChosen, useEdited } from '../../builder/useEdited';
import * as edits from './model/edits';
import { type Block, type Design, keyOf, readDesign, type Spot, writeDesign } from './model/letter';

/** What the properties on the right are of; null: the letter as a whole. */
export type Chosen = Spot | null;

export interface Letter extends Pick<Edited<Design>, 'edit' | 'undo' | 'redo'> {
  design: Design;
  chosen: Chosen;
  choose: (chosen: Chosen) => void;
  /** What is chosen at this moment: a list that is drawn a breath later may not show it yet. */
  chosenNow: () => Chosen;
  /** The chosen block written anew. */
  change: (block: Block) => void;
  move: (from: Spot, to: Spot) => void;
}

const SPELLING: Spelling<Design, Json | undefined, Json> = { read: readDesign, write: writeDesign };
const standing = (design: Design, spot: Chosen): Chosen => (spot && edits.blockAt(design, spot) ? spot : null);

/** The letter being built: its edits, the way back from them, and which block is in hand. */
export function useLetter(value: Json | undefined, onChange: (value: Json) => void): Letter {
  const edited = useEdited(value, onChange, SPELLING);
  const { built: design, builtNow, edit, undo, redo } = edited;
  const { chosen, choose, chosenNow } = useChosen<Design, Chosen>(null, edited, standing);
  return {
    design,
    chosen,
    choose,
    chosenNow,
    edit,
    change: (block) => {
      const drawn = chosen && edits.blockAt(design, chosen);
      if (!chosen || !drawn) return;
      edit((now) => {
        const current = edits.blockAt(now, chosen);
        return current ? edits.changeBlock(now, chosen, edits.rebase(current, drawn, block)) : now;
      }, keyOf(chosen));
    },
    move: (from, to) => {
      const before = builtNow();
      const moved = edits.moveBlock(before, from, to);
      if (moved === before) return;
      edit(() => moved);
      choose(edits.spotAfterMove(from, to));
    },
    undo,
    redo,
  };
}

import { useCallback, useLayoutEffect, useRef, useState } from 'react';
import type { Json } from '@/lib/api/types';
import { act, begin, type History, redo, undo } from '../../popups/model/history';
import * as edits from './model/edits';
import { type Block, type Design, keyOf, readDesign, type Spot, writeDesign } from './model/letter';

/** What the properties on the right are of; null: the letter as a whole. */
export type Chosen = Spot | null;

export interface Letter {
  design: Design;
  chosen: Chosen;
  choose: (chosen: Chosen) => void;
  /** What is chosen at this moment: a list that is drawn a breath later may not show it yet. */
  chosenNow: () => Chosen;
  /** An edit; those of the same `of` in one go are undone together. */
  edit: (change: (design: Design) => Design, of?: string) => void;
  /** The chosen block written anew. */
  change: (block: Block) => void;
  move: (from: Spot, to: Spot) => void;
  undo: (() => void) | null;
  redo: (() => void) | null;
}

interface Kept {
  history: History<Design>;
  /** As the parent knows it: another one was put in from outside. */
  value: Json | undefined;
}

const keep = (value: Json | undefined): Kept => ({ history: begin(readDesign(value)), value });
const isSame = (one: Json | undefined, other: Json | undefined): boolean =>
  one === other || JSON.stringify(one) === JSON.stringify(other);

/** The letter being built: its edits, the way back from them, and which block is in hand. */
export function useLetter(value: Json | undefined, onChange: (value: Json) => void): Letter {
  const [kept, setKept] = useState(() => keep(value));
  const [wanted, want] = useState<Chosen>(null);
  const asked = useRef(wanted);
  const choose = useCallback((next: Chosen) => {
    asked.current = next;
    want(next);
  }, []);
  if (value !== kept.value) setKept(isSame(value, kept.value) ? { ...kept, value } : keep(value));
  // Two edits may come before the next drawing.
  const latest = useRef(kept);
  useLayoutEffect(() => {
    latest.current = kept;
  }, [kept]);
  const put = useCallback(
    (history: History<Design>) => {
      if (history === latest.current.history) return;
      const written = writeDesign(history.present);
      latest.current = { history, value: written };
      setKept(latest.current);
      onChange(written);
    },
    [onChange],
  );
  const edit = useCallback(
    (change: (design: Design) => Design, of?: string) => {
      const { history } = latest.current;
      put(act(history, change(history.present), Date.now(), of ?? null));
    },
    [put],
  );
  const { history } = kept;
  const design = history.present;
  const standing = (now: Design, spot: Chosen): Chosen => (spot && edits.blockAt(now, spot) ? spot : null);
  const chosen = standing(design, wanted);
  return {
    design,
    chosen,
    choose,
    chosenNow: () => standing(latest.current.history.present, asked.current),
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
      const before = latest.current.history.present;
      const moved = edits.moveBlock(before, from, to);
      if (moved === before) return;
      edit(() => moved);
      choose(edits.spotAfterMove(from, to));
    },
    undo: history.past.length > 0 ? () => put(undo(latest.current.history)) : null,
    redo: history.future.length > 0 ? () => put(redo(latest.current.history)) : null,
  };
}

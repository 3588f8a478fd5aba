import { useTranslation } from 'react-i18next';
import { useToasts } from '@/components/ui/toast';
import { useWriting } from '../context';
import * as edits from '../model/edits';
import { keyOf, type Spot } from '../model/letter';

/** The button of a block in the list gets the focus once the list stands anew. */
function focusLine(spot: Spot): void {
  requestAnimationFrame(() => {
    requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-line="${keyOf(spot)}"]`)?.focus());
  });
}

/** What can be done with a block as a whole; null: not from where it stands. */
export function useDeeds(spot: Spot): {
  up: (() => void) | null;
  down: (() => void) | null;
  duplicate: () => void;
  remove: () => void;
} {
  const { t } = useTranslation();
  const toasts = useToasts();
  const { design, move, edit, choose } = useWriting();
  const block = edits.blockAt(design, spot);
  const step = (to: Spot | null) =>
    to &&
    (() => {
      move(spot, to);
      focusLine(edits.spotAfterMove(spot, to));
    });
  const putBack = (): void => {
    if (!block) return;
    edit((now) => edits.addBlock(now, spot, block));
    choose(spot);
  };
  return {
    up: step(edits.spotBeside(design, spot, -1)),
    down: step(edits.spotBeside(design, spot, 1)),
    duplicate: () => {
      edit((now) => edits.duplicateBlock(now, spot));
      choose(edits.after(spot));
      focusLine(edits.after(spot));
    },
    remove: () => {
      edit((now) => edits.removeBlock(now, spot));
      focusLine(spot);
      toasts.undoable(t('letters.deleted'), putBack);
    },
  };
}

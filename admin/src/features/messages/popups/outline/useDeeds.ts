import { useTranslation } from 'react-i18next';
import { useToasts } from '@/components/ui/toast';
import { useBuilding } from '../context';
import { addBlock, blockAt, spotAfterMove, spotBeside } from '../model/edits';
import type { Spot } from '../model/popup';

/** The button of a block in the list gets the focus once the list stands anew. */
function focusLine({ page, block }: Spot): void {
  requestAnimationFrame(() => {
    document.querySelector<HTMLElement>(`[data-line="${page}.${block}"]`)?.focus();
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
  const { popup, move, duplicate, remove, edit, choose } = useBuilding();
  const block = blockAt(popup, spot);
  const step = (to: Spot | null) =>
    to &&
    (() => {
      move(spot, to);
      focusLine(spotAfterMove(spot, to));
    });
  const putBack = (): void => {
    if (!block) return;
    edit((now) => addBlock(now, spot, block));
    choose({ what: 'block', ...spot });
  };
  return {
    up: step(spotBeside(popup, spot, -1)),
    down: step(spotBeside(popup, spot, 1)),
    duplicate: () => {
      duplicate(spot);
      focusLine({ ...spot, block: spot.block + 1 });
    },
    remove: () => {
      remove(spot);
      focusLine({ ...spot, block: Math.max(0, spot.block - 1) });
      toasts.undoable(t('popups.deleted'), putBack);
    },
  };
}

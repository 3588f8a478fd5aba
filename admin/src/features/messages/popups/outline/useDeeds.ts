import { useTranslation } from 'react-i18next';
import { useToasts } from '@/components/ui/toast';
import { type Deeds, focusLine } from '../../builder/outline/deeds';
import { useBuilding } from '../context';
import { addBlock, blockAt, spotAfterMove, spotBeside } from '../model/edits';
import { keyOf, type Spot } from '../model/popup';

/** What can be done with a block as a whole; null: not from where it stands. */
export function useDeeds(spot: Spot): Deeds {
  const { t } = useTranslation();
  const toasts = useToasts();
  const { popup, move, duplicate, remove, edit, choose } = useBuilding();
  const block = blockAt(popup, spot);
  const step = (to: Spot | null) =>
    to &&
    (() => {
      move(spot, to);
      focusLine(keyOf(spotAfterMove(spot, to)));
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
      focusLine(keyOf({ ...spot, block: spot.block + 1 }));
    },
    remove: () => {
      remove(spot);
      focusLine(keyOf({ ...spot, block: Math.max(0, spot.block - 1) }));
      toasts.undoable(t('builder.deleted'), putBack);
    },
  };
}

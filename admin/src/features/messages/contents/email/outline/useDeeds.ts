import { useTranslation } from 'react-i18next';
import { useToasts } from '@/components/ui/toast';
import { type Deeds, focusLine } from '../../../builder/outline/deeds';
import { useWriting } from '../context';
import * as edits from '../model/edits';
import { keyOf, type Spot } from '../model/letter';

/** What can be done with a block as a whole; null: not from where it stands. */
export function useDeeds(spot: Spot): Deeds {
  const { t } = useTranslation();
  const toasts = useToasts();
  const { design, move, edit, choose } = useWriting();
  const block = edits.blockAt(design, spot);
  const step = (to: Spot | null) =>
    to &&
    (() => {
      move(spot, to);
      focusLine(keyOf(edits.spotAfterMove(spot, to)));
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
      focusLine(keyOf(edits.after(spot)));
    },
    remove: () => {
      edit((now) => edits.removeBlock(now, spot));
      focusLine(keyOf(spot));
      toasts.undoable(t('builder.deleted'), putBack);
    },
  };
}

import { useTranslation } from 'react-i18next';
import { Line } from '../../builder/outline/Line';
import { useBuilding } from '../context';
import { blockWords, ICONS, UNKNOWN_ICON } from '../model/blocks';
import { type Block, keyOf, type Spot } from '../model/popup';
import { useDeeds } from './useDeeds';

interface BlockLineProps {
  block: Block;
  spot: Spot;
  onChosen: () => void;
}

/** A block of a page in the list. */
export function BlockLine({ block, spot, onChosen }: BlockLineProps) {
  const { t } = useTranslation();
  const { chosen, choose, faults } = useBuilding();
  const deeds = useDeeds(spot);
  return (
    <Line
      lineKey={keyOf(spot)}
      icon={ICONS[block.kind] ?? UNKNOWN_ICON}
      kind={t(`popups.kind.${block.kind}`)}
      words={blockWords(block)}
      isChosen={chosen.what === 'block' && keyOf(chosen) === keyOf(spot)}
      hasFault={faults.some((fault) => fault.page === spot.page && fault.block === spot.block)}
      deeds={deeds}
      onChoose={() => {
        choose({ what: 'block', ...spot });
        onChosen();
      }}
    />
  );
}

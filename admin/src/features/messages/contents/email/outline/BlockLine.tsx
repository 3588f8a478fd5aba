import { Menu } from '@mantine/core';
import { IconBookmark } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Line } from '../../../builder/outline/Line';
import { placeOf, useWriting } from '../context';
import { type Block, keyOf, type Spot } from '../model/letter';
import { blockWords, ICONS, UNKNOWN_ICON } from '../model/make';
import { SaveBlock } from '../saved/SaveBlock';
import { useDeeds } from './useDeeds';

interface BlockLineProps {
  block: Block;
  spot: Spot;
  onChosen: () => void;
}

/** A block of the letter in the list; it can be kept for other letters. */
export function BlockLine({ block, spot, onChosen }: BlockLineProps) {
  const { t } = useTranslation();
  const { chosen, choose, faults } = useWriting();
  const deeds = useDeeds(spot);
  const [isSaving, save] = useState(false);
  const key = keyOf(spot);
  const kind = t(`letters.kind.${block.kind}`);
  const words = blockWords(block);
  const hasFault = faults.some(({ path }) => {
    const place = placeOf(path);
    return place.spot !== null && keyOf(place.spot) === key;
  });
  const keep = (
    <Menu.Item leftSection={<IconBookmark size={15} />} onClick={() => save(true)}>
      {t('letters.saved.save')}
    </Menu.Item>
  );
  return (
    <>
      <Line
        lineKey={key}
        icon={ICONS[block.kind] ?? UNKNOWN_ICON}
        kind={kind}
        words={words}
        isChosen={chosen !== null && keyOf(chosen) === key}
        hasFault={hasFault}
        note={block.if && t('letters.some')}
        deeds={deeds}
        more={keep}
        onChoose={() => {
          choose(spot);
          onChosen();
        }}
      />
      {isSaving && <SaveBlock block={block} name={words || kind} onClose={() => save(false)} />}
    </>
  );
}

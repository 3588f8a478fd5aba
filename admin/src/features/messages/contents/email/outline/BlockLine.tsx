import { ActionIcon, Menu } from '@mantine/core';
import {
  IconArrowDown,
  IconArrowUp,
  IconBookmark,
  IconCopy,
  IconDots,
  IconGripVertical,
  IconTrash,
} from '@tabler/icons-react';
import { type KeyboardEvent, useContext, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { placeOf, useWriting } from '../context';
import classes from '../email.module.css';
import { type Block, keyOf, type Spot } from '../model/letter';
import { blockWords, ICONS, UNKNOWN_ICON } from '../model/make';
import { SaveBlock } from '../saved/SaveBlock';
import { DraggingContext, useDrag } from './dragging';
import { useDeeds } from './useDeeds';

interface BlockLineProps {
  block: Block;
  spot: Spot;
  onChosen: () => void;
}

/** A block in the list: chosen by a press, moved by the mouse or by Alt with arrows. */
export function BlockLine({ block, spot, onChosen }: BlockLineProps) {
  const { t } = useTranslation();
  const { chosen, choose, faults } = useWriting();
  const { dragged } = useContext(DraggingContext);
  const drag = useDrag(spot);
  const deeds = useDeeds(spot);
  const Icon = ICONS[block.kind] ?? UNKNOWN_ICON;
  const key = keyOf(spot);
  const isChosen = chosen !== null && keyOf(chosen) === key;
  const hasFault = faults.some(({ path }) => {
    const place = placeOf(path);
    return place.spot !== null && keyOf(place.spot) === key;
  });
  const words = blockWords(block) || t(`letters.kind.${block.kind}`);
  return (
    <div
      className={classes.line}
      data-chosen={isChosen || undefined}
      data-dragged={(dragged && keyOf(dragged) === key) || undefined}
      {...drag}
    >
      <IconGripVertical size={14} className={classes.grip} aria-hidden />
      <button
        type="button"
        className={classes.choose}
        data-line={key}
        aria-current={isChosen || undefined}
        aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown Control+D Delete"
        onClick={() => {
          choose(spot);
          onChosen();
        }}
        onKeyDown={(event) => press(event, deeds)}
      >
        <Icon size={15} stroke={1.7} aria-label={t(`letters.kind.${block.kind}`)} role="img" />
        <span className={classes.words}>{words}</span>
        {block.if && <span className={classes.condition}>{t('letters.some')}</span>}
        {hasFault && <span className={classes.fault} role="img" aria-label={t('letters.hasFault')} />}
      </button>
      <More name={words} block={block} deeds={deeds} />
    </div>
  );
}

type Deeds = ReturnType<typeof useDeeds>;

function press(event: KeyboardEvent, { up, down, remove, duplicate }: Deeds): void {
  const { altKey, ctrlKey, metaKey, key, code } = event;
  const deed =
    altKey && key === 'ArrowUp'
      ? up
      : altKey && key === 'ArrowDown'
        ? down
        : (ctrlKey || metaKey) && code === 'KeyD'
          ? duplicate
          : key === 'Delete' || key === 'Backspace'
            ? remove
            : undefined;
  if (deed === undefined) return;
  event.preventDefault();
  deed?.();
}

function More({ name, block, deeds }: { name: string; block: Block; deeds: Deeds }) {
  const { t } = useTranslation();
  const [isSaving, save] = useState(false);
  const { up, down, duplicate, remove } = deeds;
  return (
    <>
      <Menu width={230}>
        <Menu.Target>
          <ActionIcon size={24} aria-label={t('letters.actionsOf', { name })}>
            <IconDots size={15} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconArrowUp size={15} />} disabled={up === null} onClick={() => up?.()}>
            {t('letters.up')}
          </Menu.Item>
          <Menu.Item leftSection={<IconArrowDown size={15} />} disabled={down === null} onClick={() => down?.()}>
            {t('letters.down')}
          </Menu.Item>
          <Menu.Item leftSection={<IconCopy size={15} />} onClick={duplicate}>
            {t('letters.duplicate')}
          </Menu.Item>
          <Menu.Item leftSection={<IconBookmark size={15} />} onClick={() => save(true)}>
            {t('letters.saved.save')}
          </Menu.Item>
          <Menu.Item leftSection={<IconTrash size={15} />} color="red" onClick={remove}>
            {t('letters.delete')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {isSaving && <SaveBlock block={block} name={name} onClose={() => save(false)} />}
    </>
  );
}

import { ActionIcon, Menu } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconCopy, IconDots, IconGripVertical, IconTrash } from '@tabler/icons-react';
import { type KeyboardEvent, useContext, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useBuilding } from '../context';
import { blockWords, ICONS, UNKNOWN_ICON } from '../model/blocks';
import type { Block, Spot } from '../model/popup';
import { DraggingContext, useDrag } from './dragging';
import classes from './outline.module.css';
import { useDeeds } from './useDeeds';

interface BlockLineProps {
  block: Block;
  spot: Spot;
  onChosen: () => void;
}

/** A block in the list: chosen by a press, moved by the mouse or by Alt with arrows. */
export function BlockLine({ block, spot, onChosen }: BlockLineProps) {
  const { t } = useTranslation();
  const { chosen, choose, faults } = useBuilding();
  const { dragged } = useContext(DraggingContext);
  const drag = useDrag(spot);
  const deeds = useDeeds(spot);
  const Icon = ICONS[block.kind] ?? UNKNOWN_ICON;
  const isChosen = chosen.what === 'block' && chosen.page === spot.page && chosen.block === spot.block;
  const isDragged = dragged?.page === spot.page && dragged.block === spot.block;
  const hasFault = faults.some((fault) => fault.page === spot.page && fault.block === spot.block);
  const words = blockWords(block) || t(`popups.kind.${block.kind}`);
  return (
    <div className={classes.line} data-chosen={isChosen || undefined} data-dragged={isDragged || undefined} {...drag}>
      <IconGripVertical size={14} className={classes.grip} aria-hidden />
      <button
        type="button"
        className={classes.choose}
        data-line={`${spot.page}.${spot.block}`}
        aria-current={isChosen || undefined}
        aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown Control+D Delete"
        onClick={() => {
          choose({ what: 'block', ...spot });
          onChosen();
        }}
        onKeyDown={(event) => press(event, deeds)}
      >
        <Icon size={15} stroke={1.7} aria-label={t(`popups.kind.${block.kind}`)} role="img" />
        <span className={classes.words}>{words}</span>
        {hasFault && <span className={classes.fault} role="img" aria-label={t('popups.hasFault')} />}
      </button>
      <More name={words} deeds={deeds} />
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

function More({ name, deeds }: { name: string; deeds: Deeds }) {
  const { t } = useTranslation();
  const [isOpen, open] = useState(false);
  const { up, down, duplicate, remove } = deeds;
  return (
    <Menu width={200} opened={isOpen} onChange={open}>
      <Menu.Target>
        <ActionIcon size={24} aria-label={t('popups.actionsOf', { name })}>
          <IconDots size={15} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconArrowUp size={15} />} disabled={up === null} onClick={() => up?.()}>
          {t('popups.up')}
        </Menu.Item>
        <Menu.Item leftSection={<IconArrowDown size={15} />} disabled={down === null} onClick={() => down?.()}>
          {t('popups.down')}
        </Menu.Item>
        <Menu.Item leftSection={<IconCopy size={15} />} onClick={duplicate}>
          {t('popups.duplicate')}
        </Menu.Item>
        <Menu.Item leftSection={<IconTrash size={15} />} color="red" onClick={remove}>
          {t('popups.delete')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

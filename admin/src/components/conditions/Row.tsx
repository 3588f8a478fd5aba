import { ActionIcon, Menu } from '@mantine/core';
import {
  IconArrowDown,
  IconArrowUp,
  IconBraces,
  IconCopy,
  IconDotsVertical,
  IconGripVertical,
  IconNavigationX,
  IconTrash,
} from '@tabler/icons-react';
import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { takeFresh } from '@/lib/conditions/tree';
import { useFaults } from './context';
import { useDrag } from './dragging';
import { Faults } from './Faults';
import classes from './Row.module.css';
import sentence from './sentence.module.css';

/** What can be done with a condition in its group. */
export interface RowActions {
  itemKey: string;
  remove: () => void;
  duplicate: () => void;
  moveUp: (() => void) | undefined;
  moveDown: (() => void) | undefined;
  invert: () => void;
  wrap: () => void;
}

interface RowProps {
  icon: ReactNode;
  nots: number;
  actions: RowActions;
  path: string;
  /** Places within that show their own faults. */
  parts?: readonly string[];
  children: ReactNode;
  /** Lines under the sentence: tests, steps. */
  below?: ReactNode;
}

const EMPTY = '[data-gap] input, input[data-gap], button[data-gap]';

/** One condition: its sentence, what belongs to it, what can be done with it. */
export function Row({ icon, nots, actions, path, parts = [], children, below }: RowProps) {
  const { t } = useTranslation();
  const root = useRef<HTMLDivElement>(null);
  const faults = useFaults(path, parts);
  const { itemKey } = actions;
  const { handle, isDragged } = useDrag(itemKey);
  useEffect(() => {
    if (!takeFresh(itemKey)) return;
    const first = root.current?.querySelector<HTMLElement>(EMPTY) ?? root.current?.querySelector('button');
    first?.focus();
  }, [itemKey]);
  return (
    <div
      ref={root}
      className={classes.row}
      data-dragged={isDragged || undefined}
      data-bad={faults.length > 0 || undefined}
      role="group"
      aria-label={t('conditions.condition')}
      onKeyDown={(event) => moveByKeys(event, actions)}
    >
      <span className={classes.icon} {...handle}>
        {icon}
        <IconGripVertical size={15} className={classes.grip} />
      </span>
      <div className={classes.main}>
        <div className={sentence.sentence}>
          <Nots count={nots} onInvert={actions.invert} />
          {children}
        </div>
        {below}
        <Faults faults={faults} />
      </div>
      <RowMenu actions={actions} isNot={nots > 0} />
    </div>
  );
}

/** Alt and an arrow move the condition; the field keeps the focus. */
export function moveByKeys(event: KeyboardEvent<HTMLElement>, actions: RowActions): void {
  const move = event.altKey && { ArrowUp: actions.moveUp, ArrowDown: actions.moveDown }[event.key];
  if (!move) return;
  event.preventDefault();
  event.stopPropagation();
  const field = event.target as HTMLElement;
  move();
  requestAnimationFrame(() => field.focus());
}

function Nots({ count, onInvert }: { count: number; onInvert: () => void }) {
  const { t } = useTranslation();
  return Array.from({ length: count }, (_, index) => (
    <button
      key={index}
      type="button"
      className={classes.not}
      aria-label={t('conditions.removeNot')}
      title={t('conditions.removeNot')}
      onClick={onInvert}
    >
      {t('conditions.not')}
    </button>
  ));
}

export function RowMenu({ actions, isNot, children }: { actions: RowActions; isNot: boolean; children?: ReactNode }) {
  const { t } = useTranslation();
  return (
    <Menu width={230}>
      <Menu.Target>
        <ActionIcon size={26} aria-label={t('conditions.actions')} className={classes.menu}>
          <IconDotsVertical size={15} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {children}
        <Menu.Item leftSection={<IconNavigationX size={15} />} onClick={actions.invert}>
          {isNot ? t('conditions.removeNot') : t('conditions.invert')}
        </Menu.Item>
        <Menu.Item leftSection={<IconCopy size={15} />} onClick={actions.duplicate}>
          {t('conditions.duplicate')}
        </Menu.Item>
        <Menu.Item leftSection={<IconBraces size={15} />} onClick={actions.wrap}>
          {t('conditions.wrap')}
        </Menu.Item>
        <Menu.Item leftSection={<IconArrowUp size={15} />} disabled={!actions.moveUp} onClick={actions.moveUp}>
          {t('conditions.moveUp')}
        </Menu.Item>
        <Menu.Item leftSection={<IconArrowDown size={15} />} disabled={!actions.moveDown} onClick={actions.moveDown}>
          {t('conditions.moveDown')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item color="red" leftSection={<IconTrash size={15} />} onClick={actions.remove}>
          {t('conditions.remove')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

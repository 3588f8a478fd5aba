import { type DragEvent, type HTMLAttributes, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useEditing } from './context';
import classes from './dragging.module.css';

/** What makes a handle of an element; the menu and Alt with arrows do the same without a mouse. */
export function useDrag(itemKey: string): { handle: HTMLAttributes<HTMLElement>; isDragged: boolean } {
  const { t } = useTranslation();
  const { dragged, drag } = useEditing();
  const start = (event: DragEvent<HTMLElement>): void => {
    const { dataTransfer, currentTarget } = event;
    dataTransfer.effectAllowed = 'move';
    dataTransfer.setData('text/plain', '');
    const whole = currentTarget.closest('[role=group]');
    if (whole) dataTransfer.setDragImage(whole, 14, 14);
    // The browser takes the picture first; a page that changes under it ends the drag.
    requestAnimationFrame(() => drag(itemKey));
  };
  return {
    handle: {
      draggable: true,
      'aria-hidden': true,
      title: t('conditions.drag'),
      onDragStart: start,
      onDragEnd: () => drag(null),
    },
    isDragged: dragged === itemKey,
  };
}

/** Where what is dragged can be let go: before the item at `index`. */
export function DropGap({ group, index }: { group: string; index: number }) {
  const { dragged, drag, move } = useEditing();
  const [isOver, over] = useState(false);
  if (dragged === null) return null;
  return (
    <div
      className={classes.gap}
      data-over={isOver || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        over(true);
      }}
      onDragLeave={() => over(false)}
      onDrop={(event) => {
        event.preventDefault();
        drag(null);
        move({ source: dragged, group, index });
      }}
    />
  );
}

import type { HTMLAttributes } from 'react';
import { useTranslation } from 'react-i18next';
import { beginDrag, DropGap as Gap } from '@/components/ui/dragging';
import { useEditing } from './context';
import classes from './dragging.module.css';

/** What makes a handle of an element; the menu and Alt with arrows do the same without a mouse. */
export function useDrag(itemKey: string): { handle: HTMLAttributes<HTMLElement>; isDragged: boolean } {
  const { t } = useTranslation();
  const { dragged, drag } = useEditing();
  return {
    handle: {
      draggable: true,
      'aria-hidden': true,
      title: t('conditions.drag'),
      onDragStart: (event) => beginDrag(event, () => drag(itemKey), event.currentTarget.closest('[role=group]')),
      onDragEnd: () => drag(null),
    },
    isDragged: dragged === itemKey,
  };
}

/** Where what is dragged can be let go: before the item at `index`. */
export function DropGap({ group, index }: { group: string; index: number }) {
  const { dragged, drag, move } = useEditing();
  if (dragged === null) return null;
  return (
    <Gap
      className={classes.gap}
      onDrop={() => {
        drag(null);
        move({ source: dragged, group, index });
      }}
    />
  );
}

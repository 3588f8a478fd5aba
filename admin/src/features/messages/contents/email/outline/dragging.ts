import { createContext, type DragEvent, useContext } from 'react';
import type { Spot } from '../model/letter';

interface Dragging {
  /** The block that is being dragged. */
  dragged: Spot | null;
  drag: (spot: Spot | null) => void;
}

export const DraggingContext = createContext<Dragging>({ dragged: null, drag: () => undefined });

/** Handlers of what can be dragged; Alt with arrows does the same without a mouse. */
export function useDrag(spot: Spot): {
  draggable: true;
  onDragStart: (event: DragEvent) => void;
  onDragEnd: () => void;
} {
  const { drag } = useContext(DraggingContext);
  return {
    draggable: true,
    onDragStart: (event) => {
      event.stopPropagation();
      event.dataTransfer.effectAllowed = 'move';
      event.dataTransfer.setData('text/plain', '');
      // The browser takes the picture first; a list that changes under it ends the drag.
      requestAnimationFrame(() => drag(spot));
    },
    onDragEnd: () => drag(null),
  };
}

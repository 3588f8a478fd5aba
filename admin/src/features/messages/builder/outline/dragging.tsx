import { createContext, type HTMLAttributes, type ReactNode, useContext, useMemo, useState } from 'react';
import { beginDrag, DropGap as Gap } from '@/components/ui/dragging';
import classes from './outline.module.css';

interface Dragged {
  /** The key of the block that is being dragged. */
  dragged: string | null;
  drag: (key: string | null) => void;
}

const DraggedContext = createContext<Dragged>({ dragged: null, drag: () => undefined });

/** A list whose blocks can be dragged. */
export function Dragging({ children }: { children: ReactNode }) {
  const [dragged, drag] = useState<string | null>(null);
  const value = useMemo(() => ({ dragged, drag }), [dragged]);
  return <DraggedContext value={value}>{children}</DraggedContext>;
}

/** Attributes of what can be dragged; Alt with arrows does the same without a mouse. */
export function useDrag(key: string): HTMLAttributes<HTMLElement> & { 'data-dragged': true | undefined } {
  const { dragged, drag } = useContext(DraggedContext);
  return {
    draggable: true,
    'data-dragged': dragged === key || undefined,
    onDragStart: (event) => {
      event.stopPropagation();
      beginDrag(event, () => drag(key));
    },
    onDragEnd: () => drag(null),
  };
}

interface DropGapProps {
  /** Whether the block of that key can stand here. */
  canTake?: (key: string) => boolean;
  onTake: (key: string) => void;
}

/** Where what is dragged can be let go: before the block that stands there. */
export function DropGap({ canTake = () => true, onTake }: DropGapProps) {
  const { dragged, drag } = useContext(DraggedContext);
  if (dragged === null || !canTake(dragged)) return null;
  return (
    <Gap
      className={classes.gap}
      onDrop={() => {
        drag(null);
        onTake(dragged);
      }}
    />
  );
}

import { type DragEvent, useState } from 'react';

/** Begins to drag; the picture is what is dragged, or `whole` around it. */
export function beginDrag({ dataTransfer }: DragEvent, begin: () => void, whole?: Element | null): void {
  dataTransfer.effectAllowed = 'move';
  dataTransfer.setData('text/plain', '');
  if (whole) dataTransfer.setDragImage(whole, 14, 14);
  // The browser takes the picture first; a page that changes under it ends the drag.
  requestAnimationFrame(begin);
}

/** A place where what is dragged can be let go. */
export function DropGap({ className, onDrop }: { className: string | undefined; onDrop: () => void }) {
  const [isOver, over] = useState(false);
  return (
    <div
      className={className}
      data-over={isOver || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        over(true);
      }}
      onDragLeave={() => over(false)}
      onDrop={(event) => {
        event.preventDefault();
        onDrop();
      }}
    />
  );
}

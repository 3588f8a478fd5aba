import { type ReactNode, startTransition, useEffect, useRef, useState } from 'react';
import classes from '../styles/feed.module.css';
import type { Watch } from '../useNearness';

interface BlockProps {
  watch: Watch;
  /** Somebody asked for a part of it: it is drawn wherever it stands. */
  isWanted: boolean;
  children: ReactNode;
}

/** Parts that stand one after another. Far from the window only their height stays: years are as quick as a day. */
export function FeedBlock({ watch, isWanted, children }: BlockProps) {
  const box = useRef<HTMLDivElement>(null);
  /** Kept in its place, in pixels; null: it is drawn. */
  const [height, setHeight] = useState<number | null>(null);
  useEffect(() => {
    const { current } = box;
    if (!current) return undefined;
    return watch(current, (isNear) => {
      const kept = current.getBoundingClientRect().height;
      // A pane that is hidden has no height; what is worked with is not taken away.
      if (!isNear && (kept === 0 || isHeld(current))) return;
      startTransition(() => setHeight((known) => (isNear ? null : (known ?? kept))));
    });
  }, [watch]);
  const isDrawn = height === null || isWanted;
  return (
    <div ref={box} className={classes.block} data-block style={isDrawn ? undefined : { height }}>
      {isDrawn && children}
    </div>
  );
}

/** Whether the keyboard is in it, or some of it is marked. */
function isHeld(element: Element): boolean {
  const selection = getSelection();
  const isMarked = selection?.isCollapsed === false && selection.containsNode(element, true);
  return isMarked || element.contains(document.activeElement);
}

import { useEffect, useLayoutEffect, useRef, useState } from 'react';

const NEAR_PX = 80;
/** What is new begins so far below the upper edge: what it answers stays in sight. */
const ABOVE_PX = 90;

interface Told {
  /** What is shown; another one begins at its end. */
  key: string;
  first: number | undefined;
  last: number | undefined;
  count: number;
  /** The part that was asked for, once it is drawn. */
  found: number | null;
}

interface Place {
  key: string;
  first: number | undefined;
  isAtEnd: boolean;
  /** The uppermost block, and its lower edge below the upper one of the window, in pixels. */
  block: HTMLElement | null;
  edge: number;
}

/**
 * Keeps the end in sight while it is, and the place when older parts come in above. A conversation begins at what is
 * new in it, marked by `data-fresh`, else at its end; what was asked for comes to the middle.
 */
export function usePlace({ key, first, last, count, found }: Told) {
  const box = useRef<HTMLDivElement>(null);
  const place = useRef<Place>({ key: '', first, isAtEnd: true, block: null, edge: 0 });
  /** Not at the end: the newest part when its reader left it. */
  const [left, setLeft] = useState<number | null>(null);
  const note = (): void => {
    const { current } = box;
    if (!current) return;
    const fromEnd = current.scrollHeight - current.scrollTop;
    place.current.isAtEnd = fromEnd - current.clientHeight < NEAR_PX;
    place.current.block = current.querySelector<HTMLElement>('[data-block]');
    place.current.edge = edgeOf(place.current.block) - current.scrollTop;
    setLeft((known) => (place.current.isAtEnd ? null : (known ?? last ?? 0)));
  };
  const toEnd = (): void => {
    const { current } = box;
    if (current) current.scrollTop = current.scrollHeight;
  };
  useLayoutEffect(() => {
    const { current } = box;
    const was = place.current;
    if (!current || count === 0) return;
    const isOther = was.key !== key;
    if (isOther || was.isAtEnd) toEnd();
    // What stood uppermost changes at its upper edge: a day that was begun above is not told twice.
    else if (first !== was.first && was.block?.isConnected) current.scrollTop = edgeOf(was.block) - was.edge;
    const fresh = isOther && current.querySelector<HTMLElement>('[data-fresh]');
    if (fresh) current.scrollTop = Math.min(current.scrollTop, fresh.offsetTop - ABOVE_PX);
    place.current = { ...was, key, first, isAtEnd: isOther || was.isAtEnd };
    note();
    // eslint-disable-next-line react-hooks/exhaustive-deps -- `note` is made anew at every drawing and says the same
  }, [key, first, count]);
  useLayoutEffect(() => {
    const asked = found !== null && box.current?.querySelector(`[data-part='${found}']`);
    if (!asked) return;
    asked.scrollIntoView({ block: 'center' });
    note();
    // eslint-disable-next-line react-hooks/exhaustive-deps -- see above
  }, [key, found]);
  useEffect(() => {
    // Pictures and the keyboard of a phone change the height under the reader.
    const watcher = new ResizeObserver(() => place.current.isAtEnd && toEnd());
    if (box.current) watcher.observe(box.current);
    for (const child of box.current?.children ?? []) watcher.observe(child);
    return () => watcher.disconnect();
  }, [key]);
  return { box, note, toEnd, left };
}

const edgeOf = (block: HTMLElement | null): number => (block ? block.offsetTop + block.offsetHeight : 0);

import { type RefObject, useState } from 'react';

/** A wheel's turn never comes to the end of what is drawn. */
const MARGIN_PX = 1_500;

/** Says whether an element stands near the window of its scrolling box, at once and whenever that changes. */
export type Watch = (element: Element, hear: (isNear: boolean) => void) => () => void;

function makeWatch(box: RefObject<Element | null>): Watch {
  const hearers = new Map<Element, (isNear: boolean) => void>();
  let observer: IntersectionObserver | undefined;
  return (element, hear) => {
    observer ??= new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries) hearers.get(target)?.(isIntersecting);
      },
      { root: box.current, rootMargin: `${MARGIN_PX}px 0px` },
    );
    hearers.set(element, hear);
    observer.observe(element);
    return () => {
      hearers.delete(element);
      observer?.unobserve(element);
    };
  };
}

/** What stands in `box` learns when it comes near its window. */
export function useNearness(box: RefObject<Element | null>): Watch {
  const [watch] = useState(() => makeWatch(box));
  return watch;
}

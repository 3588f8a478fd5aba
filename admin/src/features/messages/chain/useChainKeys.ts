import { useEffect, useRef } from 'react';
import type { Place } from './graph/model';
import { START, waysOf } from './graph/model';
import type { Chain } from './useChain';
import type { Work } from './work';

/** Where a step is added by the keyboard: on the main way of the step in focus. */
function placeAfter({ graph }: Work, name: string): Place | null {
  if (name === START) return { from: START, key: 'next' };
  const step = graph.nodes[name];
  const way = step && waysOf(name, step)[0];
  return way ? { from: name, key: way.key } : null;
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** A window, a menu or a list stands over the chain; closed ones may still lie in the document, unseen. */
const isSomethingOpen = (): boolean =>
  [...document.querySelectorAll('[role="dialog"],[role="menu"],[role="listbox"]')].some((each) =>
    each.checkVisibility(),
  );

function undoByKeys(event: KeyboardEvent, chain: Chain): boolean {
  // By the key's place: the letter depends on the keyboard's language.
  const isRedo = event.code === 'KeyY' || (event.code === 'KeyZ' && event.shiftKey);
  if (!isRedo && event.code !== 'KeyZ') return false;
  (isRedo ? chain.redo : chain.undo)?.();
  return true;
}

function byCommand(event: KeyboardEvent, work: Work, chain: Chain, name: string | null): boolean {
  if (undoByKeys(event, chain)) return true;
  if (name === null) return false;
  if (event.code === 'KeyC' && work.graph.nodes[name]) {
    work.copy(name, event.shiftKey);
    return true;
  }
  const place = placeAfter(work, name);
  if (event.code !== 'KeyV' || !work.clip || !place) return false;
  work.paste(place);
  return true;
}

function byStep(event: KeyboardEvent, work: Work, name: string): boolean {
  const isStep = work.graph.nodes[name] !== undefined;
  if ((event.key === 'Delete' || event.key === 'Backspace') && isStep) {
    work.remove(name, event.shiftKey);
    return true;
  }
  const place = placeAfter(work, name);
  if ((event.key === 'Insert' || event.key === '+' || event.code === 'KeyA') && place) {
    work.add(place);
    return true;
  }
  if (event.code !== 'KeyM' || !isStep) return false;
  work.move({ name, withBranch: event.shiftKey });
  return true;
}

/** Keys of the builder: what the mouse does, done to the step in focus. Fields keep their own. */
export function useChainKeys(work: Work, chain: Chain): void {
  const latest = useRef({ work, chain });
  useEffect(() => {
    latest.current = { work, chain };
  });
  useEffect(() => {
    const hear = (event: KeyboardEvent): void => {
      const { work: now, chain: edited } = latest.current;
      if (event.defaultPrevented || isTyping(event.target)) return;
      if (isSomethingOpen()) return;
      const name = event.target instanceof HTMLElement ? event.target.getAttribute('data-step') : null;
      if (event.key === 'Escape') {
        if (now.moving) now.move(null);
        else now.select(null);
        return;
      }
      if (!now.canWrite || event.altKey) return;
      const isDone =
        event.ctrlKey || event.metaKey
          ? byCommand(event, now, edited, name)
          : name !== null && byStep(event, now, name);
      if (isDone) event.preventDefault();
    };
    document.addEventListener('keydown', hear);
    return () => document.removeEventListener('keydown', hear);
  }, []);
}

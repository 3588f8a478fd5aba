import { useEffect } from 'react';
import type { Inbox } from './store/inbox';

const EVERY_MS = 30_000;
const MOVES = ['keydown', 'pointerdown', 'pointermove', 'touchstart', 'wheel'] as const;

/** Says that somebody is at the screen: at his first move, then twice a minute for as long as he moves. */
export function useActivity(inbox: Inbox): void {
  useEffect(() => {
    let said = -EVERY_MS;
    const move = (): void => {
      if (document.visibilityState === 'hidden' || performance.now() - said < EVERY_MS) return;
      said = performance.now();
      inbox.active();
    };
    const how = { passive: true, capture: true };
    for (const kind of MOVES) window.addEventListener(kind, move, how);
    document.addEventListener('visibilitychange', move);
    return () => {
      for (const kind of MOVES) window.removeEventListener(kind, move, how);
      document.removeEventListener('visibilitychange', move);
    };
  }, [inbox]);
}

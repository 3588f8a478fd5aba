import { useEffect, useRef } from 'react';
import { actionOf, type KeyAction } from './keys';

/** Whether keys are letters there, or belong to an open menu or dialog. */
function isBusy(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.closest('input, textarea, select, [role=dialog], [role=menu]')) return true;
  return document.querySelector('[role=dialog], [role=menu]') !== null;
}

/** Enter belongs to what is focused. */
function isOwn(target: EventTarget | null, code: string): boolean {
  return code === 'Enter' && target instanceof HTMLElement && target.closest('button, a') !== null;
}

/** Calls `run` for keys pressed outside of text fields, `isHeld` for one that stays down; it says whether the key was of use. */
export function useInboxKeys(run: (action: KeyAction, isHeld: boolean) => boolean): void {
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || isBusy(event.target) || isOwn(event.target, event.code)) return;
      const action = actionOf(event);
      if (action && latest.current(action, event.repeat)) event.preventDefault();
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, []);
}

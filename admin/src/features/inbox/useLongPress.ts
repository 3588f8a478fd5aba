import { type MouseEvent, type PointerEvent, useEffect, useRef } from 'react';

const LONG_MS = 450;

/** A finger that stays: what is pressed and held, where there is no mouse to hover. The click that follows does nothing. */
export function useLongPress(press: () => void) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const state = useRef({ isTouch: false, isDone: false });
  const stop = (): void => clearTimeout(timer.current);
  useEffect(() => () => clearTimeout(timer.current), []);
  return {
    onPointerDown: ({ pointerType, isPrimary }: PointerEvent): void => {
      stop();
      state.current = { isTouch: pointerType === 'touch', isDone: false };
      if (pointerType !== 'touch' || !isPrimary) return;
      timer.current = setTimeout(() => {
        state.current.isDone = true;
        press();
      }, LONG_MS);
    },
    onPointerUp: stop,
    // As soon as the list is scrolled the browser takes the finger away.
    onPointerCancel: stop,
    onClickCapture: (event: MouseEvent): void => {
      if (!state.current.isDone) return;
      state.current.isDone = false;
      event.preventDefault();
      event.stopPropagation();
    },
    onContextMenu: (event: MouseEvent): void => {
      if (state.current.isTouch) event.preventDefault();
    },
  };
}

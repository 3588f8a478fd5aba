import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { Popup } from '../model/popup';
import { type Drawn, type DrawOptions, loadRenderer } from './renderer';

interface Frame {
  /** For the frame's `onLoad`. */
  onLoad: (frame: HTMLIFrameElement) => void;
  drawn: Drawn | null;
  error: unknown;
  retry: () => void;
}

/** Draws a popup into a frame by the widget's own renderer, anew at once whenever it changes. */
export function usePopupFrame(popup: Popup, options: DrawOptions): Frame {
  const [place, setPlace] = useState<HTMLElement | null>(null);
  const [drawn, setDrawn] = useState<Drawn | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [tries, setTries] = useState(0);
  const now = useRef({ popup, options });
  useLayoutEffect(() => {
    now.current = { popup, options };
    drawn?.update(popup, options);
  });
  useEffect(() => {
    if (!place) return;
    let isGone = false;
    let made: Drawn | undefined;
    loadRenderer().then(
      ({ draw }) => {
        if (isGone) return;
        made = draw(place, now.current.popup, now.current.options);
        setError(null);
        setDrawn(made);
      },
      (failed: unknown) => !isGone && setError(failed),
    );
    return () => {
      isGone = true;
      made?.remove();
      setDrawn(null);
    };
  }, [place, tries]);
  const onLoad = useCallback(
    (frame: HTMLIFrameElement) => setPlace(frame.contentDocument?.getElementById('place') ?? null),
    [],
  );
  return { onLoad, drawn, error, retry: () => setTries((count) => count + 1) };
}

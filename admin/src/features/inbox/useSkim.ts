import { useCallback, useEffect, useRef, useState } from 'react';

/** A key that is held repeats every 30 ms or so; so long without one, it has been let go. */
const STILL_MS = 180;

/**
 * Runs down a list while a key is held: only the row moves, and the conversation is opened where the key is let go.
 * To open each on the way would be slower than the key.
 */
export function useSkim(open: (id: number) => void) {
  const [id, setId] = useState<number | null>(null);
  const latest = useRef({ id, open });
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    latest.current = { id, open };
  });
  const settle = useCallback((): void => {
    clearTimeout(timer.current);
    const { current } = latest;
    if (current.id === null) return;
    latest.current = { ...current, id: null };
    setId(null);
    current.open(current.id);
  }, []);
  const skim = useCallback(
    (next: number): void => {
      latest.current = { ...latest.current, id: next };
      setId(next);
      clearTimeout(timer.current);
      timer.current = setTimeout(settle, STILL_MS);
    },
    [settle],
  );
  useEffect(() => {
    window.addEventListener('keyup', settle);
    return () => {
      window.removeEventListener('keyup', settle);
      clearTimeout(timer.current);
    };
  }, [settle]);
  return { id, skim, settle };
}

import { useCallback, useLayoutEffect, useRef, useState } from 'react';
import { act, begin, type History, redo, undo } from './history';

/** How what is built is spelt for the parent, and read from it. Kept outside of components: it is asked at each edit. */
export interface Spelling<T, W, R extends W = W> {
  read: (value: W) => T;
  write: (built: T) => R;
}

export interface Edited<T> {
  built: T;
  /** As it is at this moment: two edits may come before the next drawing. */
  builtNow: () => T;
  /** An edit; those of the same `of` in one go are undone together. */
  edit: (change: (built: T) => T, of?: string) => void;
  undo: (() => void) | null;
  redo: (() => void) | null;
}

interface Kept<T, W> {
  history: History<T>;
  /** As the parent knows it: another one was put in from outside. */
  value: W;
}

const isSame = (one: unknown, other: unknown): boolean =>
  one === other || JSON.stringify(one) === JSON.stringify(other);

/** Something that is built by edits, and the way back from them; begun anew when the parent puts in another. */
export function useEdited<T, W, R extends W>(
  value: W,
  onChange: (value: R) => void,
  { read, write }: Spelling<T, W, R>,
): Edited<T> {
  const keep = (): Kept<T, W> => ({ history: begin(read(value)), value });
  const [kept, setKept] = useState(keep);
  if (value !== kept.value) setKept(isSame(value, kept.value) ? { ...kept, value } : keep());
  const latest = useRef(kept);
  useLayoutEffect(() => {
    latest.current = kept;
  }, [kept]);
  const put = useCallback(
    (history: History<T>) => {
      if (history === latest.current.history) return;
      const written = write(history.present);
      latest.current = { history, value: written };
      setKept(latest.current);
      onChange(written);
    },
    [onChange, write],
  );
  const edit = useCallback(
    (change: (built: T) => T, of?: string) => {
      const { history } = latest.current;
      put(act(history, change(history.present), Date.now(), of ?? null));
    },
    [put],
  );
  const builtNow = useCallback(() => latest.current.history.present, []);
  const { history } = kept;
  return {
    built: history.present,
    builtNow,
    edit,
    undo: history.past.length > 0 ? () => put(undo(latest.current.history)) : null,
    redo: history.future.length > 0 ? () => put(redo(latest.current.history)) : null,
  };
}

interface Choosing<C> {
  chosen: C;
  choose: (chosen: C) => void;
  /** What is chosen at this moment: a list that is drawn a breath later may not show it yet. */
  chosenNow: () => C;
}

/** Which part is in hand. `standing` says what is chosen in the place of what has gone. */
export function useChosen<T, C>(
  first: C,
  { built, builtNow }: Pick<Edited<T>, 'built' | 'builtNow'>,
  standing: (built: T, wanted: C) => C,
): Choosing<C> {
  const [wanted, want] = useState(first);
  const asked = useRef(wanted);
  const choose = useCallback((next: C) => {
    asked.current = next;
    want(() => next);
  }, []);
  return { chosen: standing(built, wanted), choose, chosenNow: () => standing(builtNow(), asked.current) };
}

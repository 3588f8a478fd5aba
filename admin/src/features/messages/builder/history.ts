/** What was undone can be done again until something else is done. */
export interface History<T> {
  past: readonly T[];
  present: T;
  future: readonly T[];
  /** What the last edit was of: edits of the same thing in one go are one step back. */
  of: string | null;
  at: number;
}

const MOST = 200;
/** Letters typed within that long of each other are undone together. */
const TOGETHER_MS = 1_000;

export const begin = <T>(present: T): History<T> => ({ past: [], present, future: [], of: null, at: 0 });

/** Does an edit; `of` names what is edited (a field's text): null is a step of its own. */
export function act<T>(history: History<T>, next: T, now: number, of: string | null = null): History<T> {
  if (next === history.present) return history;
  const isSame = of !== null && of === history.of && now - history.at < TOGETHER_MS && history.past.length > 0;
  const past = isSame ? history.past : [...history.past, history.present].slice(-MOST);
  return { past, present: next, future: [], of, at: now };
}

export function undo<T>({ past, present, future, ...rest }: History<T>): History<T> {
  const last = past.at(-1);
  if (last === undefined) return { past, present, future, ...rest };
  return { past: past.slice(0, -1), present: last, future: [present, ...future], of: null, at: 0 };
}

export function redo<T>({ past, present, future, ...rest }: History<T>): History<T> {
  const next = future[0];
  if (next === undefined) return { past, present, future, ...rest };
  return { past: [...past, present], present: next, future: future.slice(1), of: null, at: 0 };
}

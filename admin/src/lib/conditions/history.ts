/** Undo and redo of one value. */
export interface History<T> {
  past: T[];
  present: T;
  future: T[];
  /** When the present came, milliseconds: quick edits in a row are undone at one go. */
  at: number;
}
export type Step<T> = { do: 'set'; value: T; at: number } | { do: 'undo' } | { do: 'redo' } | { do: 'start'; value: T };

const BURST_MS = 600;
const DEPTH = 200;

export function begin<T>(value: T): History<T> {
  return { past: [], present: value, future: [], at: 0 };
}

export function advance<T>(history: History<T>, step: Step<T>): History<T> {
  const { past, present, future, at } = history;
  switch (step.do) {
    case 'start':
      return begin(step.value);
    case 'set': {
      if (step.value === present) return history;
      const isBurst = past.length > 0 && step.at - at < BURST_MS;
      return {
        past: isBurst ? past : [...past, present].slice(-DEPTH),
        present: step.value,
        future: [],
        at: step.at,
      };
    }
    case 'undo': {
      const before = past.at(-1);
      if (before === undefined) return history;
      return { past: past.slice(0, -1), present: before, future: [present, ...future], at: 0 };
    }
    case 'redo': {
      const [next, ...rest] = future;
      if (next === undefined) return history;
      return { past: [...past, present], present: next, future: rest, at: 0 };
    }
  }
}

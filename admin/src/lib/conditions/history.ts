/** Undo and redo of one value. */
export interface History<T> {
  past: T[];
  present: T;
  future: T[];
  /** When the present came, milliseconds. */
  at: number;
  /** Only a value was typed: typing on is undone at one go with it. */
  isTyped: boolean;
}
export type Step<T> = { do: 'set'; value: T; at: number } | { do: 'undo' } | { do: 'redo' } | { do: 'start'; value: T };

const BURST_MS = 600;
const DEPTH = 200;

/** What is left of a value when all texts and numbers in it are alike. */
function shapeOf(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => (typeof part === 'object' ? part : 0));
}

export function begin<T>(value: T): History<T> {
  return { past: [], present: value, future: [], at: 0, isTyped: false };
}

export function advance<T>(history: History<T>, step: Step<T>): History<T> {
  const { past, present, future, at } = history;
  switch (step.do) {
    case 'start':
      return begin(step.value);
    case 'set': {
      if (step.value === present) return history;
      const isTyped = shapeOf(step.value) === shapeOf(present);
      const isBurst = isTyped && history.isTyped && step.at - at < BURST_MS;
      return {
        past: isBurst ? past : [...past, present].slice(-DEPTH),
        present: step.value,
        future: [],
        at: step.at,
        isTyped,
      };
    }
    case 'undo': {
      const before = past.at(-1);
      if (before === undefined) return history;
      return { past: past.slice(0, -1), present: before, future: [present, ...future], at: 0, isTyped: false };
    }
    case 'redo': {
      const [next, ...rest] = future;
      if (next === undefined) return history;
      return { past: [...past, present], present: next, future: rest, at: 0, isTyped: false };
    }
  }
}

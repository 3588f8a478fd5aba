import { useCallback, useMemo, useReducer } from 'react';
import { gapsOf } from '@/lib/conditions/gaps';
import { advance, begin, type History, type Step } from '@/lib/conditions/history';
import type { Condition } from '@/lib/conditions/language';

type Value = Condition | null;

export interface Conditions {
  /** What stands in the editor; null: nothing asked yet. */
  value: Value;
  /** Paths still to be filled in. */
  gaps: string[];
  /** The condition when it can be asked, else null. */
  ready: Value;
  set: (value: Value) => void;
  /** Another condition altogether: nothing of the old one can be brought back. */
  start: (value: Value) => void;
  undo: (() => void) | undefined;
  redo: (() => void) | undefined;
}

/** The condition being edited, with its way back. */
export function useConditions(first: Value): Conditions {
  const [history, dispatch] = useReducer<History<Value>, [Step<Value>]>(advance, begin(first));
  const { present, past, future } = history;
  const gaps = useMemo(() => (present === null ? [] : gapsOf(present)), [present]);
  const set = useCallback((value: Value) => dispatch({ do: 'set', value, at: Date.now() }), []);
  const start = useCallback((value: Value) => dispatch({ do: 'start', value }), []);
  const undo = useCallback(() => dispatch({ do: 'undo' }), []);
  const redo = useCallback(() => dispatch({ do: 'redo' }), []);
  return {
    value: present,
    gaps,
    ready: gaps.length === 0 ? present : null,
    set,
    start,
    undo: past.length > 0 ? undo : undefined,
    redo: future.length > 0 ? redo : undefined,
  };
}

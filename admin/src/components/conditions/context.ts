import { createContext, useContext } from 'react';
import type { Fault } from '@/lib/api/errors';
import type { Move } from '@/lib/conditions/move';

/** What every part of the editor knows besides its own piece of the condition. */
export interface Editing {
  faults: readonly Fault[];
  /** Paths still to be filled in. */
  gaps: ReadonlySet<string>;
  /** A segment may not be a part of itself. */
  ownId: string | undefined;
  /** Key of the condition that is being dragged. */
  dragged: string | null;
  drag: (key: string | null) => void;
  move: (move: Move) => void;
}

export const EditingContext = createContext<Editing>({
  faults: [],
  gaps: new Set(),
  ownId: undefined,
  dragged: null,
  drag: () => undefined,
  move: () => undefined,
});

export function useEditing(): Editing {
  return useContext(EditingContext);
}

/** Faults at a place and below it, but those that lie within one of `parts`, which show their own. */
export function useFaults(path: string, parts: readonly string[] = []): Fault[] {
  const { faults } = useEditing();
  const isIn = (fault: Fault, place: string): boolean =>
    fault.path === place || fault.path.startsWith(`${place}.`) || fault.path.startsWith(`${place}[`);
  return faults.filter((fault) => isIn(fault, path) && !parts.some((part) => isIn(fault, part)));
}

/** Attributes of a field whose value is not yet given, for its look and for the focus. */
export function useGap(path: string): { 'data-gap'?: true } {
  return useEditing().gaps.has(path) ? { 'data-gap': true } : {};
}

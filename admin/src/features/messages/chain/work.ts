import { createContext, useContext } from 'react';
import type { Fault } from '@/lib/api/errors';
import type { Clip } from './graph/edits';
import type { Graph, Place } from './graph/model';
import type { Titles } from './useTitles';

/** Steps that are being put elsewhere. */
export interface Moving {
  name: string;
  withBranch: boolean;
}
/** Figures of a step: how many people wait there now, and what its messages came to. */
export interface StepFigures {
  sent: number;
  read: number;
  goal: number;
}

/** All that the canvas and the list know of the chain and may do with it. */
export interface Work {
  graph: Graph;
  titles: Titles;
  faults: ReadonlyMap<string, Fault[]>;
  waiting: Readonly<Record<string, number>>;
  figures: ReadonlyMap<string, StepFigures>;
  /** Whether figures mean something yet: the chain was launched. */
  hasFigures: boolean;
  canWrite: boolean;
  /** The part in the panel: a step, ENTRY, EXIT, GOAL; null: none. */
  selected: string | null;
  moving: Moving | null;
  clip: Clip | null;
  select: (part: string | null) => void;
  /** Opens the list of steps to add at this place. */
  add: (place: Place) => void;
  paste: (place: Place) => void;
  /** Begins a move, or ends it at a place. */
  move: (moving: Moving | null) => void;
  putHere: (place: Place) => void;
  copy: (name: string, withBranch: boolean) => void;
  remove: (name: string, withBranch: boolean) => void;
}

export const WorkContext = createContext<Work | null>(null);

export function useWork(): Work {
  const work = useContext(WorkContext);
  if (!work) throw new Error('outside of a chain');
  return work;
}

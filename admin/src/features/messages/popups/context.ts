import { createContext, useContext } from 'react';
import type { Fault } from '@/lib/api/errors';
import { useFaultText } from '../parts/faults';
import { faultAt, type PlacedFault } from './model/checks';
import type { Spot } from './model/popup';
import type { Builder } from './useBuilder';

export interface Building extends Builder {
  channel: 'popup' | 'form';
  faults: readonly PlacedFault[];
  /** Names of the pages as they are told apart here: "Page 2". */
  pageName: (index: number) => string;
}

export const BuildingContext = createContext<Building | null>(null);

/** The popup in hand; only below the builder. */
export function useBuilding(): Building {
  const building = useContext(BuildingContext);
  if (building === null) throw new Error('useBuilding outside of the builder');
  return building;
}

/** Gives the fault at a field of what is chosen. */
export function useFault(): (rest: string) => Fault | undefined {
  const { faults, chosen } = useBuilding();
  const { what, ...place } = chosen;
  const spot: Partial<Spot> = what === 'whole' ? {} : place;
  return (rest) => faultAt(faults, spot, rest);
}

/** Gives its words: `error={faultOf('url')}`. */
export function useFaultOf(): (rest: string) => string | undefined {
  const find = useFault();
  const textOf = useFaultText();
  return (rest) => {
    const fault = find(rest);
    return fault && textOf(fault);
  };
}

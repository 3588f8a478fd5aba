import { createContext, useContext } from 'react';
import type { Fault } from '@/lib/api/errors';
import { useFaultText } from '../../parts/faults';
import type { ContentFields } from '../ContentEditor';
import { keyOf, type Spot } from './model/letter';
import type { Letter } from './useLetter';

export interface Writing extends Letter {
  /** The whole content: subject, text and the rest beside the blocks. */
  content: ContentFields;
  setContent: (patch: ContentFields) => void;
  faults: readonly Fault[];
}

export const WritingContext = createContext<Writing | null>(null);

/** The letter in hand; only below the builder. */
export function useWriting(): Writing {
  const writing = useContext(WritingContext);
  if (writing === null) throw new Error('useWriting outside of the builder');
  return writing;
}

const PLACE = /design\.blocks\[(\d+)\](?:\.columns\[(\d+)\]\.blocks\[(\d+)\])?\.?(.*)$/;

export interface Place {
  spot: Spot | null;
  /** The field within the block. */
  rest: string;
}

/** Where a path of the server leads: `content.design.blocks[1].columns[0].blocks[2].alt`. */
export function placeOf(path: string): Place {
  const found = PLACE.exec(path);
  if (!found) return { spot: null, rest: path.replace(/^.*?(?:design\.|content\.)/, '') };
  const [, at, column, inner, rest = ''] = found;
  const spot: Spot =
    column === undefined || inner === undefined ? [Number(at)] : [Number(at), Number(column), Number(inner)];
  return { spot, rest };
}

/** Faults of a field of the chosen block. */
export function useFaultsAt(): (rest: string) => Fault[] {
  const { faults, chosen } = useWriting();
  return (rest) =>
    faults.filter(({ path }) => {
      const place = placeOf(path);
      if (place.rest !== rest) return false;
      return place.spot && chosen ? keyOf(place.spot) === keyOf(chosen) : place.spot === chosen;
    });
}

/** Their words: `error={faultOf('url')}`. */
export function useFaultOf(): (rest: string) => string | undefined {
  const faultsAt = useFaultsAt();
  const textOf = useFaultText();
  return (rest) => faultsAt(rest).map(textOf)[0];
}

/** What the law sees in the letter; set by those who know. */
export const LetterKindContext = createContext<'promotional' | 'transactional'>('promotional');

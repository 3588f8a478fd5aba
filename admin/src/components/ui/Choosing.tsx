import { Checkbox } from '@mantine/core';
import { type MouseEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';

/** Rows chosen by hand. */
export interface Choosing<T> {
  chosen: ReadonlySet<string>;
  onChange: (chosen: ReadonlySet<string>) => void;
  nameOf: (row: T) => string;
  /** As many may be chosen at once. */
  most: number;
}

export const CHOICE_WIDTH = 40;

interface ChooseAllProps<T> {
  rows: readonly T[] | undefined;
  rowKey: (row: T) => string;
  choosing: Choosing<T>;
}

/** In the head: all that have been loaded, or none. */
export function ChooseAll<T>({ rows = [], rowKey, choosing }: ChooseAllProps<T>) {
  const { t } = useTranslation();
  const { chosen, onChange, most } = choosing;
  const keys = rows.slice(0, most).map(rowKey);
  const isAll = keys.length > 0 && keys.every((key) => chosen.has(key));
  return (
    <th scope="col" style={{ width: CHOICE_WIDTH }}>
      <Checkbox
        size="xs"
        aria-label={t('common.chooseAll')}
        checked={isAll}
        indeterminate={!isAll && chosen.size > 0}
        onChange={() => onChange(new Set(isAll ? [] : keys))}
      />
    </th>
  );
}

/** Gives what a row's box does when pressed: with Shift, everything from the one pressed before. */
export function useChooser<T>(
  choosing: Choosing<T> | undefined,
  rows: readonly T[] = [],
  rowKey: (row: T) => string,
): (index: number, isRange: boolean) => void {
  const last = useRef<number | null>(null);
  return (index, isRange) => {
    const row = rows[index];
    if (!choosing || row === undefined) return;
    const from = isRange ? (last.current ?? index) : index;
    last.current = index;
    const keys = rows.slice(Math.min(from, index), Math.max(from, index) + 1).map(rowKey);
    const next = choosing.chosen.has(rowKey(row))
      ? [...choosing.chosen].filter((key) => !keys.includes(key))
      : [...choosing.chosen, ...keys];
    choosing.onChange(new Set(next.slice(0, choosing.most)));
  };
}

interface ChooseRowProps {
  name: string;
  isChosen: boolean;
  onPress: (isRange: boolean) => void;
}

export function ChooseRow({ name, isChosen, onPress }: ChooseRowProps) {
  const { t } = useTranslation();
  // The row under it opens a card. All of the cell is the box, so that a finger finds it.
  const press = (event: MouseEvent): void => {
    event.stopPropagation();
    if (!(event.target instanceof HTMLInputElement)) onPress(event.shiftKey);
  };
  return (
    <td onClick={press}>
      <Checkbox
        size="xs"
        aria-label={t('common.choose', { name })}
        checked={isChosen}
        onChange={(event) => onPress((event.nativeEvent as unknown as { shiftKey?: boolean }).shiftKey === true)}
      />
    </td>
  );
}

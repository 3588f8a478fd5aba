import { IconArrowDown, IconArrowUp, IconCopy, IconTrash } from '@tabler/icons-react';
import type { KeyboardEvent } from 'react';

/** What can be done with a block as a whole; null: not from where it stands. */
export interface Deeds {
  up: (() => void) | null;
  down: (() => void) | null;
  duplicate: () => void;
  remove: () => void;
}

export const DEEDS = [
  { name: 'up', icon: IconArrowUp },
  { name: 'down', icon: IconArrowDown },
  { name: 'duplicate', icon: IconCopy },
  { name: 'remove', icon: IconTrash },
] as const;

/** The keys of a line of the list: Alt with arrows moves, Ctrl+D duplicates, Delete removes. */
export function pressDeed(event: KeyboardEvent, { up, down, remove, duplicate }: Deeds): void {
  const { altKey, ctrlKey, metaKey, key, code } = event;
  let deed: (() => void) | null | undefined;
  if (altKey && key === 'ArrowUp') deed = up;
  else if (altKey && key === 'ArrowDown') deed = down;
  else if ((ctrlKey || metaKey) && code === 'KeyD') deed = duplicate;
  else if (key === 'Delete' || key === 'Backspace') deed = remove;
  if (deed === undefined) return;
  event.preventDefault();
  deed?.();
}

/** The button of a block in the list gets the focus once the list, drawn a breath later, stands anew. */
export function focusLine(key: string): void {
  requestAnimationFrame(() => {
    requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-line="${key}"]`)?.focus());
  });
}

/** What a key does in the inbox. */
export type KeyAction =
  | 'next'
  | 'previous'
  | 'nextUnread'
  | 'reply'
  | 'note'
  | 'close'
  | 'assign'
  | 'takeIt'
  | 'snooze'
  | 'tag'
  | 'choose'
  | 'search'
  | 'help'
  | 'back'
  | 'nextView';

interface Shortcut {
  action: KeyAction;
  /** Keys by their place on the keyboard: the same under Latin and Cyrillic letters. */
  codes: string[];
  /** As it stands on a Latin keyboard. */
  shown: string;
  isShifted?: boolean;
}

export const SHORTCUTS: Shortcut[] = [
  { action: 'next', codes: ['KeyJ', 'ArrowDown'], shown: 'J' },
  { action: 'previous', codes: ['KeyK', 'ArrowUp'], shown: 'K' },
  { action: 'nextUnread', codes: ['KeyU'], shown: 'U' },
  { action: 'nextView', codes: ['KeyV'], shown: 'V' },
  { action: 'search', codes: ['Slash'], shown: '/' },
  { action: 'choose', codes: ['KeyX'], shown: 'X' },
  { action: 'reply', codes: ['KeyR', 'Enter'], shown: 'R' },
  { action: 'note', codes: ['KeyN'], shown: 'N' },
  { action: 'takeIt', codes: ['KeyM'], shown: 'M' },
  { action: 'assign', codes: ['KeyA'], shown: 'A' },
  { action: 'tag', codes: ['KeyT'], shown: 'T' },
  { action: 'snooze', codes: ['KeyZ'], shown: 'Z' },
  { action: 'close', codes: ['KeyE'], shown: 'E' },
  { action: 'back', codes: ['Escape'], shown: 'Esc' },
  { action: 'help', codes: ['Slash'], shown: '?', isShifted: true },
];

export interface Pressed {
  code: string;
  key: string;
  shiftKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
}

/** The action of a key pressed outside of text fields. */
export function actionOf(pressed: Pressed): KeyAction | null {
  if (pressed.ctrlKey || pressed.metaKey || pressed.altKey) return null;
  // A question mark has another place on a Russian keyboard.
  if (pressed.key === '?') return 'help';
  const found = SHORTCUTS.find(
    ({ codes, isShifted = false }) => codes.includes(pressed.code) && isShifted === pressed.shiftKey,
  );
  return found?.action ?? null;
}

/** Whether a key in the composer sends: Ctrl (or ⌘) with Enter always, Enter alone where the operator wants it so. */
export function isSending(
  pressed: Pick<Pressed, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey'>,
  enterSends: boolean,
): boolean {
  if (pressed.key !== 'Enter') return false;
  return pressed.ctrlKey || pressed.metaKey || (enterSends && !pressed.shiftKey);
}

/** Where a template's variable is being typed: `{{ per|`. */
export interface Typing {
  /** Where the braces begin. */
  from: number;
  /** What stands between them and the caret. */
  word: string;
}

const OPEN = /\{\{-?\s*([\w.$"[\]]*)$/;

/** The variable under the caret; null where none is begun. */
export function typingAt(text: string, caret: number): Typing | null {
  const match = OPEN.exec(text.slice(0, caret));
  return match ? { from: match.index, word: match[1] ?? '' } : null;
}

/** The text with `inserted` in the place of what was typed, and where the caret stands then. */
export function insertAt(text: string, caret: number, inserted: string): { text: string; caret: number } {
  const typing = typingAt(text, caret);
  const from = typing?.from ?? caret;
  // Braces that were closed already are not closed twice.
  const rest = typing ? text.slice(caret).replace(/^[\w.]*\s*\}\}/, '') : text.slice(caret);
  return { text: text.slice(0, from) + inserted + rest, caret: from + inserted.length };
}

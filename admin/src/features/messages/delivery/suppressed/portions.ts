const AT_ONCE = 10_000;

export interface Portion {
  /** How many lines stand before it. */
  first: number;
  lines: string[];
}

/** The lines of a file in as many calls as the server wants. */
export function portionsOf(text: string): Portion[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
  while (lines.at(-1)?.trim() === '') lines.pop();
  return Array.from({ length: Math.ceil(lines.length / AT_ONCE) }, (_, index) => ({
    first: index * AT_ONCE,
    lines: lines.slice(index * AT_ONCE, (index + 1) * AT_ONCE),
  }));
}

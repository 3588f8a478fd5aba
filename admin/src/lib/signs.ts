/** Something of this moment that the server says over the desk's line: typing, a task's reminder. */
export interface Sign {
  kind: string;
  /** Who or what: `operator:7`, `task:12`. */
  who: string;
  data: object | null;
}

const hearers = new Set<(sign: Sign) => void>();

/** Whoever holds the line says here what comes over it. */
export function tellSign(sign: Sign): void {
  for (const hearer of hearers) hearer(sign);
}

/** Hears every sign, until the returned function is called. */
export function hearSigns(hearer: (sign: Sign) => void): () => void {
  hearers.add(hearer);
  return () => hearers.delete(hearer);
}

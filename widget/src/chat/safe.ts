/** What pages do to natives must not reach the wire. */
const json = JSON;

/** Old libraries give arrays a `toJSON` that makes texts of them: it is put aside while we write. */
export const stringify = (value: unknown): string => {
  const prototypes = [Array.prototype, Object.prototype, String.prototype] as unknown as { toJSON?: unknown }[];
  const kept = prototypes.map((each) => Object.getOwnPropertyDescriptor(each, 'toJSON'));
  prototypes.forEach((each, n) => kept[n]?.configurable && delete each.toJSON);
  try {
    return json.stringify(value);
  } finally {
    prototypes.forEach((each, n) => kept[n]?.configurable && Object.defineProperty(each, 'toJSON', kept[n]));
  }
};

export const parse = (text: string): unknown => json.parse(text);

export const attempt = <T>(work: () => T): T | undefined => {
  try {
    return work();
  } catch {
    return undefined;
  }
};

/** A key of 128 random bits, also on plain http pages, where browsers make no UUID. */
export const randomKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint32Array(4)), (n) => n.toString(36)).join('-');

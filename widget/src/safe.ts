/** The page's own natives, kept before a later script can replace them. */
const { stringify: write, parse } = JSON;

export { parse };

const prototypes: { toJSON?: unknown }[] = [Object.prototype, Array.prototype, String.prototype];

/** Old libraries give arrays and strings a `toJSON` that makes texts of them: it is put aside while we write. */
export const stringify = (value: unknown): string => {
  const kept = prototypes.map((each) => [each.toJSON, Reflect.deleteProperty(each, 'toJSON')][0]);
  try {
    return write(value);
  } finally {
    prototypes.map((each, n) => kept[n] && (each.toJSON = kept[n]));
  }
};

/** Runs `work` and swallows what it throws: the tracker never throws into the page. */
export const attempt = <T>(work: () => T): T | undefined => {
  try {
    return work();
  } catch {
    // Nothing, then.
  }
};

/** Listens at the window, early (capture phase): what the page stops on its way is seen too. */
export const listen = <E extends Event>(types: string, handler: (event: E) => void): void => {
  for (const type of types.split(' ')) {
    addEventListener(type, (event) => attempt(() => handler(event as E)), true);
  }
};

/** An id like no other: a UUID, or over a hundred random bits where the browser makes none (plain http pages). No secret. */
export const uuid = (): string => (crypto as Partial<Crypto>).randomUUID?.() || Math.random() + '-' + Math.random();

/** Milliseconds of a clock that nobody sets. */
export const now = (): number => performance.now();

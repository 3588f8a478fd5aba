/** The page's own natives, kept before a later script can replace them. */
export const { stringify, parse } = JSON;

/** Runs `work` and swallows what it throws: the tracker never throws into the page. */
export const attempt = <T>(work: () => T): T | undefined => {
  try {
    return work();
  } catch {
    return undefined;
  }
};

/** Listens at the window, early (capture phase): what the page stops on its way is seen too. */
export const listen = <E extends Event>(types: string, handler: (event: E) => void): void => {
  for (const type of types.split(' ')) {
    addEventListener(type, (event) => attempt(() => handler(event as E)), true);
  }
};

/** A random id: a UUID, or 128 random bits in decimal where the browser makes none (plain http pages). */
export const uuid = (): string =>
  (crypto as Partial<Crypto>).randomUUID?.() || crypto.getRandomValues(new Uint32Array(4)).join('-');

/** Milliseconds of a clock that nobody sets. */
export const now = (): number => performance.now();

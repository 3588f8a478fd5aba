/** The page's own natives, kept before a later script can replace them. */
export const { stringify, parse } = JSON;

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

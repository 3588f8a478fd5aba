/** What `from` says of all that stands in `shape`, and nothing else of it. */
export const pickLike = <T extends object>(shape: T, from: T): T =>
  Object.fromEntries(Object.keys(shape).map((name) => [name, from[name as keyof T]])) as T;

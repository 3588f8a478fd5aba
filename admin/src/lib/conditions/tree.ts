/** Steady keys for parts of a condition: the JSON holds none, and an edit makes a new object of every part above it. */
const keys = new WeakMap<object, string>();
let last = 0;

export function keyOf(node: object): string {
  const known = keys.get(node);
  if (known !== undefined) return known;
  last += 1;
  const key = `n${last}`;
  keys.set(node, key);
  return key;
}

/** The part that was just added: its first empty field takes the focus, once. */
let fresh: string | null = null;

export function markFresh(node: object): void {
  fresh = keyOf(node);
}

export function takeFresh(key: string): boolean {
  const isFresh = fresh === key;
  if (isFresh) fresh = null;
  return isFresh;
}

/** `after` is `before`, edited. */
export function follow<T extends object>(before: object, after: T): T {
  if (before !== after) keys.set(after, keyOf(before));
  return after;
}

export function replaceAt<T extends object>(items: readonly T[], index: number, next: T): T[] {
  return items.map((item, at) => (at === index ? follow(item, next) : item));
}

export function removeAt<T>(items: readonly T[], index: number): T[] {
  return items.filter((_, at) => at !== index);
}

export function insertAt<T>(items: readonly T[], index: number, ...added: T[]): T[] {
  return [...items.slice(0, index), ...added, ...items.slice(index)];
}

export function moveBy<T>(items: readonly T[], index: number, by: number): T[] {
  const item = items[index];
  const to = index + by;
  if (item === undefined || to < 0 || to >= items.length) return [...items];
  return insertAt(removeAt(items, index), to, item);
}

/** The object without a key. */
export function without<T extends object, K extends keyof T>(node: T, ...dropped: K[]): Omit<T, K> {
  return Object.fromEntries(Object.entries(node).filter(([key]) => !dropped.includes(key as K))) as Omit<T, K>;
}

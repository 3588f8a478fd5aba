export { attempt, parse, stringify } from '../safe';

/** A key of 128 random bits, also on plain http pages, where browsers make no UUID. */
export const randomKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint32Array(4)), (n) => n.toString(36)).join('-');

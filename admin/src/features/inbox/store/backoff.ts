const FIRST_MS = 500;
const LONGEST_MS = 30_000;

/** The pause before try number `tries` (from 0): twice as long each time, spread so that not all come back at once. */
export function backoffMs(tries: number, random: () => number = Math.random): number {
  const whole = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(tries, 10));
  return whole * (0.5 + random() / 2);
}

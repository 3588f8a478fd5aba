/** Contrast of two colours by WCAG 2.2 (https://www.w3.org/TR/WCAG22/#contrast-minimum). */

const HEX = /^#([\da-f]{6})$/i;
/** Text of usual size, level AA. */
export const AA = 4.5;
/** What is no text: the edge of a button on its ground. */
export const AA_SHAPE = 3;

function luminance(hex: string): number | null {
  const found = HEX.exec(hex)?.[1];
  if (found === undefined) return null;
  const [r = 0, g = 0, b = 0] = [0, 2, 4].map((from) => {
    const share = Number.parseInt(found.slice(from, from + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** From 1 to 21; null when one is no colour of six digits. */
export function contrast(one: string, other: string): number | null {
  const [a, b] = [luminance(one), luminance(other)];
  if (a === null || b === null) return null;
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

/** The nearest colour of the same tone that can be read on `ground`: mixed with black or white until it can. */
export function readableOn(hex: string, ground: string, least: number): string | null {
  if (contrast(hex, ground) === null) return null;
  for (let share = 0; share <= 1.001; share += 0.05) {
    const fits = [mix(hex, '#000000', share), mix(hex, '#ffffff', share)].find(
      (mixed) => (contrast(mixed, ground) ?? 0) >= least,
    );
    if (fits !== undefined) return fits;
  }
  return null;
}

function mix(hex: string, other: string, share: number): string {
  const parts = [1, 3, 5].map((from) => {
    const [a, b] = [hex, other].map((colour) => Number.parseInt(colour.slice(from, from + 2), 16)) as [number, number];
    return Math.round(a + (b - a) * share)
      .toString(16)
      .padStart(2, '0');
  });
  return `#${parts.join('')}`;
}

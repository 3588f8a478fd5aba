/** Colours as [red, green, blue], 0 … 255. */
type Rgb = [number, number, number];

export const parseHex = (hex: string): Rgb => {
  const number = Number.parseInt(/^#([\da-f]{6})$/i.exec(hex)?.[1] ?? '2f6fed', 16);
  return [number >> 16, (number >> 8) & 255, number & 255];
};

/** Relative luminance, WCAG 2.2. */
export const luminance = (rgb: Rgb): number => {
  const [r, g, b] = rgb.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as Rgb;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};

const WHITE: Rgb = [255, 255, 255];
const INK: Rgb = [18, 20, 24];
/** Colours of at most this luminance have a contrast of 4.5 to white. */
const READABLE_ON_WHITE = 0.183;
/** Of at least this, one of 4.5 to the panel of dark pages. */
const READABLE_ON_DARK = 0.24;
/** Below this, white stands out more than ink does, and can be read. */
const NEEDS_WHITE = 0.194;

/** White or ink, whichever can be read on the colour. */
export const textOn = (hex: string): string => (luminance(parseHex(hex)) < NEEDS_WHITE ? '#fff' : '#121418');

/** The colour itself as text or line on the panel: mixed with ink (or white, on the dark) until it can be read. */
export const readableOn = (hex: string, isDark: boolean): string => {
  const rgb = parseHex(hex);
  const towards = isDark ? WHITE : INK;
  let mixed = rgb;
  for (let share = 0; share <= 1; share += 0.1) {
    mixed = rgb.map((part, n) => Math.round(part + (towards[n]! - part) * share)) as Rgb;
    const light = luminance(mixed);
    if (isDark ? light >= READABLE_ON_DARK : light <= READABLE_ON_WHITE) break;
  }
  return `rgb(${mixed.join()})`;
};

/** Is the page behind us dark? The first painted ground counts, from the body outwards. */
export const isDarkPage = (): boolean => {
  for (const element of [document.body, document.documentElement]) {
    const [r = 0, g = 0, b = 0, alpha = 1] = (getComputedStyle(element).backgroundColor.match(/[\d.]+/g) ?? []).map(
      Number,
    );
    if (alpha > 0.5) return luminance([r, g, b]) < 0.18;
  }
  return getComputedStyle(document.documentElement).colorScheme === 'dark';
};

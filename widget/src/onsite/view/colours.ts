import { isDarkPage as looksDark, luminance, parseHex, textOn } from '../../chat/colour';
import { attempt } from '../../chat/safe';
import type { Theme } from '../types';

const ENOUGH = 4.5;
const isColour = (text: string | undefined): text is string => /^#[\da-f]{6}$/i.test(text ?? '');

/** Contrast of two colours, WCAG 2.2. */
const contrast = (one: string, other: string): number => {
  const [a, b] = [luminance(parseHex(one)), luminance(parseHex(other))].sort((x, y) => y - x) as [number, number];
  return (a + 0.05) / (b + 0.05);
};

const mix = (from: string, to: string, share: number): string => {
  const target = parseHex(to);
  const mixed = parseHex(from).map((part, n) => Math.round(part + (target[n]! - part) * share));
  return `#${mixed.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
};

/** A colour moved towards the ink until it can be read on the ground. */
const readable = (colour: string, ground: string, ink: string): string => {
  let share = 0;
  let mixed = colour;
  while (share < 1 && contrast(mixed, ground) < ENOUGH) {
    share += 0.1;
    mixed = mix(colour, ink, share);
  }
  return mixed;
};

/** The rules of a theme. What is no colour or number does not reach the style; what is not said follows the page. */
export const themeRules = ({ accent, background, ink, radius, font }: Partial<Theme>, isPageDark?: boolean): string => {
  const ground = isColour(background) ? background : (isPageDark ?? attempt(looksDark)) ? '#1e2026' : '#ffffff';
  const isDark = luminance(parseHex(ground)) < 0.18;
  const words = isColour(ink) ? ink : isDark ? '#f0f1f4' : '#1c1f26';
  const main = isColour(accent) ? accent : '#2f6fed';
  const round = Math.min(Math.max(Math.round(Number(radius ?? 16)) || 0, 0), 32);
  return `:host{--bg:${ground};--ink:${words};--dim:${readable(mix(words, ground, 0.35), ground, words)};\
--line:${mix(words, ground, 0.82)};--edge:${mix(words, ground, 0.45)};--c:${main};--on:${textOn(main)};\
--link:${readable(main, ground, words)};--bad:${readable(isDark ? '#ff9a92' : '#b3261e', ground, words)};\
--r:${round}px;--f:${font === 'page' ? 'var(--page-font),' : ''}system-ui,Roboto,Arial,sans-serif;\
color-scheme:${isDark ? 'dark' : 'light'}!important}`;
};

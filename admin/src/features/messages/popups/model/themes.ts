import type { Theme } from './popup';

type Colours = Pick<Theme, 'accent' | 'background' | 'ink'>;

/** Colours that go together and can be read (a test holds them to it). */
export const THEMES = [
  { key: 'sky', colours: { accent: '#2f6feb', background: '#ffffff', ink: '#1a1d21' } },
  { key: 'leaf', colours: { accent: '#15803d', background: '#ffffff', ink: '#14231a' } },
  { key: 'rose', colours: { accent: '#be185d', background: '#fff5f8', ink: '#3b0a1e' } },
  { key: 'sand', colours: { accent: '#9a3412', background: '#fdf6ec', ink: '#2c1a0e' } },
  { key: 'night', colours: { accent: '#8ab4ff', background: '#171a21', ink: '#f1f3f7' } },
  { key: 'coal', colours: { accent: '#facc15', background: '#111111', ink: '#ffffff' } },
] as const satisfies readonly { key: string; colours: Colours }[];

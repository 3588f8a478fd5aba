import { afterEach, describe, expect, it } from 'vitest';
import { stringify } from '../src/safe';

type Spoiled = { toJSON?: unknown };
const prototypes = [Array.prototype, String.prototype, Object.prototype] as unknown as Spoiled[];

afterEach(() => {
  for (const each of prototypes) delete each.toJSON;
});

describe('JSON on pages with old libraries', () => {
  it('is what was meant, and the page keeps what it made', () => {
    const toJSON = (): string => 'spoiled';
    for (const each of prototypes) each.toJSON = toJSON;
    expect(stringify({ batch: ['a', { b: [1] }] })).toBe('{"batch":["a",{"b":[1]}]}');
    expect(prototypes.map((each) => Object.getOwnPropertyDescriptor(each, 'toJSON')?.value === toJSON)).toEqual([
      true,
      true,
      true,
    ]);
  });

  it('is left alone on all others, and gives back what cannot be written', () => {
    const round: Record<string, unknown> = {};
    round.itself = round;
    expect(() => stringify(round)).toThrow();
    expect(prototypes.some((each) => 'toJSON' in each)).toBe(false);
  });
});

/** Conditions of blocks that can be chosen; others are written by hand. */

export const TESTS = ['known', 'unknown', 'is', 'isNot', 'more', 'less', 'contains'] as const;
export type Test = (typeof TESTS)[number];
export interface Simple {
  path: string;
  test: Test;
  value: string;
}

const SIGNS: Record<string, Test> = { '==': 'is', '!=': 'isNot', '>': 'more', '<': 'less', contains: 'contains' };
const PATH = /^([\w.]+(?:\["[^"]*"\])?)$/;
const COMPARED = /^([\w.]+(?:\["[^"]*"\])?) (==|!=|>|<|contains) (?:"([^"]*)"|(-?\d+(?:\.\d+)?)|(blank))$/;

/** Null: it says more than can be chosen here. */
export function readCondition(text: string): Simple | null {
  const bare = PATH.exec(text.trim());
  if (bare) return { path: bare[1] ?? '', test: 'known', value: '' };
  const found = COMPARED.exec(text.trim());
  if (!found) return null;
  const [, path = '', sign = '', words, number, blank] = found;
  if (blank) return sign === '==' ? { path, test: 'unknown', value: '' } : null;
  return { path, test: SIGNS[sign] ?? 'is', value: words ?? number ?? '' };
}

export function writeCondition({ path, test, value }: Simple): string {
  if (test === 'known') return path;
  if (test === 'unknown') return `${path} == blank`;
  const sign = Object.keys(SIGNS).find((each) => SIGNS[each] === test) ?? '==';
  const isNumber = /^-?\d+(\.\d+)?$/.test(value) && test !== 'contains';
  return `${path} ${sign} ${isNumber ? value : `"${value.replaceAll('"', '')}"`}`;
}

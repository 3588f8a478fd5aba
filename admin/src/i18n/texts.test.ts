import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import en from './en';
import { PARTS } from './parts';
import ru from './ru';

type Tree = { [key: string]: string | Tree };

const SOURCE = join(import.meta.dirname, '..');
const PLURAL = /_(zero|one|two|few|many|other)$/;

function flatten(tree: Tree, prefix = ''): Map<string, string> {
  const flat = new Map<string, string>();
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value === 'string') flat.set(prefix + key, value);
    else for (const [inner, text] of flatten(value, `${prefix}${key}.`)) flat.set(inner, text);
  }
  return flat;
}

/** The texts of a language with the parts that come later. */
async function whole(language: 'en' | 'ru', first: Tree): Promise<Map<string, string>> {
  const parts = Object.entries(PARTS).map(async ([part, read]) => [part, (await read[language]()).default] as const);
  return flatten({ ...first, ...Object.fromEntries(await Promise.all(parts)) });
}

const texts = { en: await whole('en', en), ru: await whole('ru', ru) };
const base = (key: string): string => key.replace(PLURAL, '');
const bases = (language: 'en' | 'ru'): Set<string> => new Set([...texts[language].keys()].map(base));

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.name.endsWith('.test.ts'))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
}

/** Keys named in the code: whole ones, and beginnings of those put together at run time. */
function used(): { whole: Set<string>; beginnings: Set<string> } {
  const whole = new Set<string>();
  const beginnings = new Set<string>();
  for (const text of sources(SOURCE)) {
    for (const [, key] of text.matchAll(/['"]([a-z]\w*(?:\.\w+)+)['"]/gi)) if (key) whole.add(key);
    for (const [, key] of text.matchAll(/`([a-z]\w*(?:\.\w+)*\.)\$\{/gi)) if (key) beginnings.add(key);
  }
  return { whole, beginnings };
}

describe('texts of the interface', () => {
  it('are the same keys in both languages', () => {
    expect([...bases('ru')].sort()).toEqual([...bases('en')].sort());
  });

  it.each([
    ['en', ['one', 'other']],
    ['ru', ['one', 'few', 'many', 'other']],
  ] as const)('have every plural form of %s', (language, forms) => {
    const plurals = new Set([...texts[language].keys()].filter((key) => PLURAL.test(key)).map(base));
    const missing = [...plurals].flatMap((key) =>
      forms.map((form) => `${key}_${form}`).filter((full) => !texts[language].has(full)),
    );
    expect(missing).toEqual([]);
  });

  it('fill in the same values in both languages', () => {
    const marks = (text: string): string =>
      [...text.matchAll(/\{\{(\w+)\}\}/g)]
        .map((match) => match[1])
        .sort()
        .join();
    const different = [...texts.en].filter(
      ([key, text]) => texts.ru.has(key) && marks(texts.ru.get(key) ?? '') !== marks(text),
    );
    expect(different).toEqual([]);
  });

  it('are never empty', () => {
    expect([...texts.en, ...texts.ru].filter(([, text]) => !text.trim())).toEqual([]);
  });

  it('are all used', () => {
    const { whole, beginnings } = used();
    const unused = [...bases('en')].filter(
      (key) => !whole.has(key) && ![...beginnings].some((start) => key.startsWith(start)),
    );
    expect(unused).toEqual([]);
  });

  it('are all there', () => {
    const known = bases('en');
    const asked = sources(SOURCE).flatMap((text) =>
      [...text.matchAll(/\bt\(\s*['"]([\w.]+)['"]/g)].map((match) => match[1] ?? ''),
    );
    expect(asked.filter((key) => !known.has(key))).toEqual([]);
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const SOURCE = import.meta.dirname;

/** Classes that a component takes from a module of styles and that stand there no more. */
function missing(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/import (\w+) from '([^']+\.module\.css)'/g)].flatMap(([, name = '', path = '']) => {
    const sheet = path.startsWith('@/') ? join(SOURCE, path.slice(2)) : join(dirname(file), path);
    const known = new Set([...readFileSync(sheet, 'utf8').matchAll(/\.([a-z_][\w-]*)/gi)].map(([, rule]) => rule));
    const used = [...text.matchAll(new RegExp(`\\b${name}\\.(?!module\\b)(\\w+)`, 'g'))].map(([, rule]) => rule);
    return used.filter((rule) => !known.has(rule)).map((rule) => `${file.slice(SOURCE.length + 1)}: ${rule}`);
  });
}

describe('modules of styles', () => {
  it('have every class that is asked of them', () => {
    const files = readdirSync(SOURCE, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.tsx'))
      .map((entry) => join(entry.parentPath, entry.name));
    expect(files.length).toBeGreaterThan(50);
    expect(files.flatMap(missing)).toEqual([]);
  });
});

// The JavaScript that a page waits for: the entry and all it imports statically, gzip 9. Fails over the budget.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const BUDGET = 230_000;
const folder = new URL('../src/otklik/static/admin/', import.meta.url);
const seen = new Map();

function walk(name) {
  if (seen.has(name)) return;
  const bytes = readFileSync(new URL(`assets/${name}`, folder));
  seen.set(name, gzipSync(bytes, { level: 9 }).length);
  for (const [, next] of bytes.toString().matchAll(/(?:from|import)\s*"\.\/([^"]+\.js)"/g)) walk(next);
}

const html = readFileSync(new URL('index.html', folder), 'utf8');
for (const [, name] of html.matchAll(/assets\/([^"]+\.js)/g)) walk(name);
const total = [...seen.values()].reduce((sum, size) => sum + size, 0);
process.stdout.write(`entry: ${total} bytes gzip in ${seen.size} files, budget ${BUDGET}\n`);
if (total > BUDGET) process.exitCode = 1;

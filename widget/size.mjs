// The budget of each file, gzip level 9. Over it, the check fails.
import { readFileSync } from 'node:fs';
import { brotliCompressSync, gzipSync } from 'node:zlib';

const budgets = {
  'otklik.js': 4096,
  'api.min.js': 6000,
  'chat.js': 1500,
  'chat-live.js': 16000,
  'chat-panel.js': 10500,
};
let isOver = false;

for (const [file, budget] of Object.entries(budgets)) {
  const body = readFileSync(new URL(`../src/otklik/static/widget/${file}`, import.meta.url));
  const size = gzipSync(body, { level: 9 }).length;
  const brotli = brotliCompressSync(body).length;
  console.log(`${file}: ${size} of ${budget} bytes gzip (${body.length} raw, ${brotli} brotli)`);
  isOver ||= size > budget;
}
if (isOver) {
  console.error('Over the budget: make it smaller.');
  process.exit(1);
}

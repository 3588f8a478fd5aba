// The budgets, gzip level 9. Over one, the check fails.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const panels = ['en', 'ru'].map((language) => ['chat.js', 'chat-live.js', `chat-panel-${language}.js`]);

/** Files, and what they may take together: an opened chat of text needs its three. */
const budgets = [
  [['otklik.js'], 4096],
  [['api.min.js'], 6000],
  [['chat.js'], 1000],
  ...panels.map((files) => [files, 16_384]),
  [['chat-more-en.js'], 3800],
  [['chat-more-ru.js'], 3800],
  [['chat-end-en.js'], 1900],
  [['chat-end-ru.js'], 1900],
  [['chat-back.js'], 1700],
  [['onsite.js'], 7400],
  [['onsite-line.js'], 1550],
  [['onsite-view-en.js'], 10_500],
  [['onsite-view-ru.js'], 10_500],
];
let isOver = false;

for (const [files, budget] of budgets) {
  const sizes = files.map((file) => {
    const body = readFileSync(
      process.env.WIDGET_OUT
        ? `${process.env.WIDGET_OUT}/${file}`
        : new URL(`../src/otklik/static/widget/${file}`, import.meta.url),
    );
    return gzipSync(body, { level: 9 }).length;
  });
  const size = sizes.reduce((sum, each) => sum + each, 0);
  console.log(`${files.join(' + ')}: ${files[1] ? `${sizes.join(' + ')} = ` : ''}${size} of ${budget} bytes gzip`);
  isOver ||= size > budget;
}
if (isOver) {
  console.error('Over the budget: make it smaller.');
  process.exit(1);
}

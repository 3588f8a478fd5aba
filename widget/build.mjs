// Builds the files of the widget into the Python package: each is one self-contained file.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { minify } from 'terser';
import { build } from 'vite';
import { listOwnNames } from './names.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const OUT = process.env.WIDGET_OUT ?? here('../src/otklik/static/widget');

/** By it files that come one after another know whether they are of one build. */
const buildOf = (...folders) => {
  const hash = createHash('sha256');
  const files = folders
    .flatMap((folder) => readdirSync(here(folder), { recursive: true, withFileTypes: true }))
    .filter((each) => each.isFile());
  for (const path of files.map((each) => `${each.parentPath}/${each.name}`).sort()) hash.update(readFileSync(path));
  return JSON.stringify(hash.digest('hex').slice(0, 8));
};

const tracker = { target: 'es2021', format: 'iife' };
// Shadow roots with adopted style sheets are younger than this.
const chat = { target: 'es2022', format: 'es' };
/** What comes later takes what it shares with the chat from the script element that brings it; a file a language. */
const later = { ...chat, format: 'iife', borrows: true, names: 'chat' };
const onsite = { ...chat, names: 'onsite' };
const entries = {
  'otklik.js': { entry: 'src/otklik.ts', ...tracker },
  'api.min.js': { entry: 'src/carrotquest.ts', ...tracker },
  'chat.js': { entry: 'src/chat/boot.ts', ...chat },
  'chat-live.js': { entry: 'src/chat/chat.ts', ...chat, names: 'chat' },
  'chat-back.js': { entry: 'src/back.ts', ...chat },
  'onsite.js': { entry: 'src/onsite/onsite.ts', ...onsite },
  'onsite-line.js': { entry: 'src/onsite/carrying.ts', ...onsite },
  'onsite-preview.js': { entry: 'src/onsite/preview.ts', ...onsite },
  ...Object.fromEntries(
    ['en', 'ru'].map((language) => [
      `onsite-view-${language}.js`,
      { entry: 'src/onsite/view/stand.ts', ...onsite, language },
    ]),
  ),
  ...Object.fromEntries(
    ['en', 'ru'].flatMap((language) => [
      [`chat-panel-${language}.js`, { entry: 'src/chat/panel/main.ts', ...later, language }],
      [`chat-end-${language}.js`, { entry: 'src/chat/end/main.ts', ...later, language }],
      [`chat-more-${language}.js`, { entry: 'src/chat/more/main.ts', ...later, language }],
    ]),
  ),
};

const compress = {
  passes: 3,
  unsafe_arrows: true,
  pure_getters: true,
  keep_fargs: false,
  booleans_as_integers: false,
};

/** Members of our own classes get short names, the same ones in all files of the chat, others in those of on-site messages. */
const shortNames = (...folders) => ({
  properties: { regex: new RegExp(`^(${listOwnNames(...folders.map(here)).join('|')})$`) },
  nameCache: {},
});
const own = { chat: shortNames('src/chat'), onsite: shortNames('src/chat', 'src/onsite') };

/** Names are shortened after all else is done: 25 bytes of the tracker less than in one step. */
const squeeze = async (code, module, names) => {
  // Texts are made of values by adding them to a text; natives are as the page left them either way.
  // A function that is called once and stands by itself packs better than one that is written into its place.
  const how = names ? { ...compress, inline: 1, unsafe: true } : compress;
  const compressed = await minify(code, { ecma: 2020, module, compress: how, mangle: false });
  const mangle = names ? { properties: names.properties } : true;
  const { code: short } = await minify(compressed.code, {
    ecma: 2020,
    module,
    compress: false,
    mangle,
    ...(names && { nameCache: { props: (names.nameCache.props ??= {}) } }),
  });
  return short;
};

/** One word for what never changes and what does packs better, and so does an arrow for a function. */
const pack = (code) =>
  code
    .replace(/\bconst(?=[ {[])/g, 'let')
    .replace(/^!function\(\)\{/, '(()=>{')
    .replace(/\}\(\);?\s*$/, '})()');

const builds = { chat: buildOf('src/chat'), onsite: buildOf('src/chat', 'src/onsite') };

rmSync(OUT, { recursive: true, force: true });
mkdirSync(OUT, { recursive: true });
for (const [file, { entry, target, format, borrows, language, names }] of Object.entries(entries)) {
  const built = await build({
    configFile: false,
    root: here('.'),
    logLevel: 'error',
    publicDir: false,
    // Elements, too, are made by the chat's own function.
    resolve: { alias: borrows ? { '#view/jsx-runtime': here('src/chat/borrowed.ts') } : {} },
    define: { __BUILD__: builds[names ?? 'chat'], __LANGUAGE__: JSON.stringify(language) ?? 'undefined' },
    build: {
      target,
      write: false,
      lib: { entry: here(entry), formats: [format], name: 'otklikBundle', fileName: () => file },
      reportCompressedSize: false,
      minify: false,
      cssMinify: true,
    },
  });
  const short = await squeeze(built.at(0).output[0].code, format === 'es', own[names]);
  writeFileSync(`${OUT}/${file}`, pack(short));
}

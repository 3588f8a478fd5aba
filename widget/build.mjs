// Builds the files of the widget into the Python package: each is one self-contained file.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { minify } from 'terser';
import { build } from 'vite';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const OUT = here('../src/otklik/static/widget');

/** The chat's files know by it whether they are of one build. */
const chatBuild = () => {
  const hash = createHash('sha256');
  const files = readdirSync(here('src/chat'), { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
  for (const path of files.map((each) => `${each.parentPath}/${each.name}`).sort()) hash.update(readFileSync(path));
  return JSON.stringify(hash.digest('hex').slice(0, 8));
};

/** The panel's file takes what it shares with the chat from the script element that brings it. */
const SHARED = 'document.currentScript.otklik';
const isShared = (id) => /(^|\/)shared(\.ts)?$|^preact/.test(id);

const tracker = { target: 'es2021', format: 'iife' };
// Shadow roots with adopted style sheets are younger than this.
const chat = { target: 'es2022', format: 'es' };
const entries = {
  'otklik.js': { entry: 'src/otklik.ts', ...tracker },
  'api.min.js': { entry: 'src/carrotquest.ts', ...tracker },
  'chat.js': { entry: 'src/chat/boot.ts', ...chat },
  'chat-live.js': { entry: 'src/chat/chat.ts', ...chat },
  'chat-panel.js': { entry: 'src/chat/panel/main.tsx', ...chat, format: 'iife', external: isShared },
};

const compress = {
  passes: 3,
  unsafe_arrows: true,
  pure_getters: true,
  keep_fargs: false,
  booleans_as_integers: false,
};

/** Names are shortened after all else is done: 25 bytes of the tracker less than in one step. */
const squeeze = async (code, module) => {
  const compressed = await minify(code, { ecma: 2020, module, compress, mangle: false });
  const { code: short } = await minify(compressed.code, { ecma: 2020, module, compress: false });
  return short;
};

/** One word for what never changes and what does packs better, and so does an arrow for a function. */
const pack = (code) =>
  code
    .replace(/\bconst /g, 'let ')
    .replace(/^!function\(\)\{/, '(()=>{')
    .replace(/\}\(\);?\s*$/, '})()');

mkdirSync(OUT, { recursive: true });
for (const [file, { entry, target, format, external = [] }] of Object.entries(entries)) {
  const built = await build({
    configFile: false,
    root: here('.'),
    logLevel: 'error',
    publicDir: false,
    define: { 'process.env.NODE_ENV': '"production"', __BUILD__: chatBuild() },
    build: {
      target,
      write: false,
      lib: { entry: here(entry), formats: [format], name: 'otklikBundle', fileName: () => file },
      rolldownOptions: { external, output: { globals: () => SHARED } },
      reportCompressedSize: false,
      minify: false,
      cssMinify: true,
    },
  });
  const short = await squeeze(built.at(0).output[0].code, format === 'es');
  writeFileSync(`${OUT}/${file}`, file.startsWith('chat') ? short : pack(short));
}

// Builds both files of the widget into the Python package: one self-contained script each.
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const entries = { 'otklik.js': 'src/otklik.ts', 'api.min.js': 'src/carrotquest.ts' };

for (const [file, entry] of Object.entries(entries)) {
  await build({
    configFile: false,
    root: here('.'),
    logLevel: 'error',
    publicDir: false,
    build: {
      target: 'es2020',
      outDir: here('../src/otklik/static/widget'),
      emptyOutDir: false,
      lib: { entry: here(entry), formats: ['iife'], name: 'otklikBundle', fileName: () => file },
      reportCompressedSize: false,
      minify: 'terser',
      terserOptions: {
        ecma: 2020,
        compress: {
          passes: 3,
          unsafe_arrows: true,
          pure_getters: true,
          keep_fargs: false,
          booleans_as_integers: false,
        },
      },
    },
  });
}

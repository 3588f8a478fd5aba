import { defineConfig } from 'vitest/config';

export default defineConfig({
  oxc: { jsx: { importSource: '#view', development: false } },
  test: { environment: 'jsdom', include: ['test/**/*.test.{ts,tsx}'], isolate: true },
});

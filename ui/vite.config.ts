// How the Control UI is built: its own root, hashed assets under /assets/, into dist/ui.
import { defineConfig } from 'vite';
import program from '../package.json' with { type: 'json' };

export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  define: { __VERSION__: JSON.stringify(program.version) },
  build: {
    outDir: '../dist/ui',
    emptyOutDir: true,
    target: 'es2023',
    // Nothing inline: the page's policy allows only files of its own origin.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { fs: { allow: ['..'] } },
});

// How the Control UI is built: its own root, hashed assets beside it, into dist/ui.
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';
import program from '../package.json' with { type: 'json' };

/** Below this a packed copy saves nothing. */
const WORTH_PACKING = 1024;

/** Leaves packed copies of scripts and styles beside them, for the gateway to serve. */
function packed(): Plugin {
  return {
    name: 'packed',
    generateBundle(_options, bundle) {
      for (const [fileName, made] of Object.entries(bundle)) {
        const source = made.type === 'chunk' ? made.code : made.source;
        if (!/\.(js|css|svg)$/.test(fileName) || source.length < WORTH_PACKING) continue;
        this.emitFile({ type: 'asset', fileName: `${fileName}.br`, source: brotliCompressSync(source) });
        this.emitFile({ type: 'asset', fileName: `${fileName}.gz`, source: gzipSync(source, { level: 9 }) });
      }
    },
  };
}

export default defineConfig({
  root: import.meta.dirname,
  // Relative, so that the page works under a prefix; the gateway makes the addresses fit the depth of the page.
  base: './',
  define: { __VERSION__: JSON.stringify(program.version) },
  plugins: [packed()],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
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

// How the Control UI is built: its own root, hashed assets beside it, into dist/ui.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';
import program from '../package.json' with { type: 'json' };

/** Below this a packed copy saves nothing. */
const WORTH_PACKING = 1024;

/** Leaves packed copies of scripts and styles beside them, for the gateway to serve. */
function packed(): Plugin {
  return {
    name: 'packed',
    async writeBundle({ dir = '' }, bundle) {
      const names = Object.keys(bundle).filter((name) => /\.(js|css)$/.test(name));
      await Promise.all(names.map((name) => pack(join(dir, name))));
    },
  };
}

async function pack(path: string): Promise<void> {
  const source = await readFile(path);
  if (source.length < WORTH_PACKING) return;
  await writeFile(`${path}.br`, brotliCompressSync(source));
  await writeFile(`${path}.gz`, gzipSync(source, { level: 9 }));
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

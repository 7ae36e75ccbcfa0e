// The bundle for Workers: the entry with what every request needs, and beside it what is loaded when it is first asked for.
import { builtinModules } from 'node:module';
import { defineConfig } from 'vite';

const conditions = ['workerd', 'worker', 'browser', 'module', 'import', 'default'];

export default defineConfig({
  build: {
    ssr: true,
    outDir: 'dist/worker',
    emptyOutDir: true,
    target: 'es2023',
    minify: true,
    rolldownOptions: {
      input: { worker: 'src/worker.ts' },
      // The platform takes every export of the entry for a handler or an object.
      preserveEntrySignatures: 'strict',
      external: [/^cloudflare:/, /^node:/, ...builtinModules],
      output: { entryFileNames: '[name].js', chunkFileNames: 'parts/[name]-[hash].js', codeSplitting: true },
    },
  },
  resolve: { conditions },
  ssr: { target: 'webworker', noExternal: true, external: [...builtinModules], resolve: { conditions } },
});

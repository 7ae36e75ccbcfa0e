// The server's bundles: one entry a runtime. Loading the libraries file by file would cost half a second and 170 MB.
import { defineConfig } from 'vite';

export default defineConfig({
  build: {
    ssr: true,
    outDir: 'dist',
    emptyOutDir: true,
    target: 'node22',
    minify: true,
    rolldownOptions: {
      input: { node: 'src/node.ts', deno: 'src/deno.ts' },
      output: { entryFileNames: '[name].js', chunkFileNames: 'parts/[name]-[hash].js' },
    },
  },
  ssr: {
    noExternal: true,
    // The native driver finds its library beside itself.
    external: ['libsql'],
  },
});

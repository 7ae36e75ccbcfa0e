// The server's bundles: one entry a runtime, and one for the thread and the process that read a PDF.
// Loading the libraries file by file would cost half a second and 170 MB.
import { defineConfig } from 'vite';

export default defineConfig({
  build: {
    ssr: true,
    outDir: 'dist',
    emptyOutDir: true,
    target: 'node22',
    minify: true,
    rolldownOptions: {
      // What is started on its own stands where it stands among the sources.
      input: {
        node: 'src/node.ts',
        deno: 'src/deno.ts',
        'machine/pdf-worker': 'src/machine/pdf-worker.ts',
        'machine/pdf-keeper': 'src/machine/pdf-keeper.ts',
      },
      output: { entryFileNames: '[name].js', chunkFileNames: 'parts/[name]-[hash].js' },
    },
  },
  ssr: {
    noExternal: true,
    // The native driver finds its library beside itself.
    external: ['libsql'],
  },
});

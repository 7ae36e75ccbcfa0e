// Bundles the floor as the gateway is bundled, so that neither pays for loading node_modules: about 170 MB for Drizzle.
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'vite';

const root = join(import.meta.dirname, '..');

/** The path of the bundle in the directory. libSQL's native driver stays outside, found through a link. */
export async function buildFloor(directory: string): Promise<string> {
  await build({
    configFile: false,
    root,
    logLevel: 'warn',
    build: {
      ssr: join(root, 'bench/floor.ts'),
      outDir: directory,
      emptyOutDir: false,
      target: 'node22',
      rolldownOptions: { output: { entryFileNames: 'floor.mjs' } },
    },
    ssr: { noExternal: true, external: ['libsql'] },
  });
  await symlink(join(root, 'node_modules'), join(directory, 'node_modules'));
  return join(directory, 'floor.mjs');
}

// The Worker of the bench as a bundle of its own, and how wrangler is to run it: nobody else's build gets in its way.
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build, loadConfigFromFile, mergeConfig } from 'vite';

const root = join(import.meta.dirname, '../..');

/** The path of the settings for wrangler. */
export async function bundleWorker(directory: string): Promise<string> {
  const outDir = join(directory, 'worker');
  const worker = await loadConfigFromFile(
    { command: 'build', mode: 'production' },
    join(root, 'vite.worker.config.ts'),
  );
  const input = { worker: join(root, 'bench/scale/worker.ts') };
  const own = { configFile: false, root, logLevel: 'warn', build: { outDir, rolldownOptions: { input } } };
  await build(mergeConfig(worker?.config ?? {}, own));
  // wrangler starts anew when one of its files changes, and a build of the page would cut a measurement.
  const page = join(directory, 'page');
  await cp(join(root, 'dist/ui'), page, { recursive: true });
  const settings = await readFile(join(root, 'wrangler.toml'), 'utf8');
  const bare = '[[durable_objects.bindings]]\nname = "BARE"\nclass_name = "BareObject"\n';
  const changed = settings
    .replace('main = "dist/worker/worker.js"', `main = "${outDir}/worker.js"`)
    .replace('base_dir = "dist/worker"', `base_dir = "${outDir}"`)
    .replace('directory = "dist/ui"', `directory = "${page}"`)
    .replace('[[migrations]]', `${bare}\n[[migrations]]`)
    .replace('"AttemptsObject"]', '"AttemptsObject", "BareObject"]');
  const path = join(directory, 'wrangler.toml');
  await writeFile(path, changed);
  return path;
}

// The Worker with a watcher, bundled once for a run of these tests, and the settings under which wrangler starts it.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

export default function bundle(): () => void {
  const directory = mkdtempSync(join(tmpdir(), 'pincer-watched-'));
  const built = join(directory, 'worker');
  const { NODE_ENV: _, ...env } = process.env;
  const words = ['node_modules/vite/bin/vite.js', 'build', '--config', 'test/edge/vite.config.ts', '--outDir', built];
  execFileSync(process.execPath, [...words, '--logLevel', 'error'], { cwd: root, env, stdio: 'inherit' });
  const page = join(directory, 'ui');
  cpSync(`${root}dist/ui`, page, { recursive: true });
  const settings = join(directory, 'wrangler.toml');
  writeFileSync(settings, settingsFor(built, page));
  process.env.PINCER_WATCHED_WORKER = settings;
  return () => rmSync(directory, { recursive: true, force: true });
}

/** Those that the real one is deployed with, and no others: only where its parts are differs, and what a test may do. */
function settingsFor(built: string, page: string): string {
  const changes = [
    ['main = "dist/worker/worker.js"', `main = "${built}/worker.js"`],
    ['base_dir = "dist/worker"', `base_dir = "${built}"`],
    ['directory = "dist/ui"', `directory = "${page}"`],
    ['compatibility_flags = [', 'compatibility_flags = ["unsafe_module", '],
  ] as const;
  return changes.reduce(
    (text, [from, to]) => {
      if (!text.includes(from)) throw new Error(`wrangler.toml has no ${from}`);
      return text.replace(from, to);
    },
    readFileSync(`${root}wrangler.toml`, 'utf8'),
  );
}

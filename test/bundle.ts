// With PINCER_BUNDLE=1 the gateways of a test run are bundles, made of the sources as they are now and for this run alone.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

export default function bundle(): (() => void) | undefined {
  if (process.env.PINCER_BUNDLE !== '1') return undefined;
  // Beside dist/, as a bundle looks for the page there.
  const directory = mkdtempSync(`${root}.bundle-`);
  const remove = () => rmSync(directory, { recursive: true, force: true });
  // The runner's NODE_ENV would make it another bundle than the one that people run.
  const { NODE_ENV: _, ...env } = process.env;
  const words = ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn', '--outDir', directory];
  try {
    execFileSync(process.execPath, words, { cwd: root, env, stdio: 'inherit' });
  } catch (error) {
    remove();
    throw error;
  }
  process.env.PINCER_BUNDLE = directory;
  return remove;
}

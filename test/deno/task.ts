// Deno as `deno task start` starts it: with every word that stands there, also those that forbid.
import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import settings from '../../deno.json' with { type: 'json' };
import { deno, type Runtime } from '../fixtures/runtimes.ts';

const { tasks } = settings;
const node = fileURLToPath(new URL('../../node_modules/.bin/node', import.meta.url));
const onDenoItself = 'deno' in process.versions;

export const words = wordsOf(tasks.start);

export function wordsOf(task: string): string[] {
  return task.split(' ').filter((word) => word.startsWith('--') && word !== '--verbose');
}

/** Where Deno runs the tests, it is this Deno that they are about. */
export function denoWith(given: readonly string[]): Runtime {
  const [command, ...rest] = deno.command;
  const entry = rest.at(-1) ?? '';
  return { name: 'deno', command: [onDenoItself ? process.execPath : command, 'run', ...given, entry] };
}

/** What Deno installed has no Node: the programs that tests start with it are then run by Deno. */
export function standInForNode(): void {
  if (!onDenoItself || existsSync(node)) return;
  writeFileSync(node, `#!/bin/sh\nexec "${process.execPath}" run -A "$@"\n`);
  chmodSync(node, 0o755);
}

// A person at a terminal of their own: runs command lines in this process, and keeps what they printed.
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from '../../src/cli/program.ts';
import type { Serve } from '../../src/cli/serve.ts';
import type { World } from '../../src/cli/world.ts';

export type Outcome = { code: number; out: string; err: string };

export function person(settings?: string | object, lent: Partial<World> = {}) {
  const home = mkdtempSync(join(tmpdir(), 'pincer-cli-'));
  const state = join(home, '.openclaw');
  const file = join(state, 'openclaw.json');
  if (settings !== undefined) {
    mkdirSync(state);
    writeFileSync(file, typeof settings === 'string' ? settings : JSON.stringify(settings));
  }
  const stops = new Set<() => void>();
  const printed: (() => void)[] = [];
  let out = '';
  let err = '';
  const world: World = {
    environment: {},
    home,
    write: (text) => {
      out += text;
      for (const wake of printed.splice(0)) wake();
    },
    writeError: (text) => {
      err += text;
    },
    terminal: false,
    onStop: (stop) => {
      stops.add(stop);
      return () => void stops.delete(stop);
    },
    openBrowser: async () => false,
    ...lent,
  };
  return {
    home,
    state,
    file,
    async run(line: string | string[], serve: Serve = refuse): Promise<Outcome> {
      out = '';
      err = '';
      const words = typeof line === 'string' ? line.split(' ') : line;
      const code = await runProgram({ serve, version: '1.2.3', world }, words);
      return { code, out, err };
    },
    /** Resolves once the output holds the words. */
    async printed(words: string): Promise<void> {
      while (!out.includes(words)) await new Promise<void>((wake) => printed.push(wake));
    },
    stop(): void {
      for (const each of stops) each();
    },
    watching: () => stops.size,
  };
}

const refuse: Serve = async () => {
  throw new Error('this command must not start a gateway');
};

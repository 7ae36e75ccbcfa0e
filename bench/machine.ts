// Where the figures come from: without the machine and the versions they mean nothing.
import { readFileSync, statfsSync } from 'node:fs';
import { cpus, loadavg, release, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { roundCount } from './rounds.ts';
import { processorTime } from './usage.ts';

export type Machine = { about: [string, string][]; cautions: string[] };

const TMPFS = 0x01021994;
const packages = ['ws', 'hono', '@hono/node-ws', 'drizzle-orm', '@libsql/client', 'libsql'];

export function describeMachine(): Machine {
  const [first] = cpus();
  const cautions: string[] = [];
  if (roundCount() < 5) cautions.push('fewer than five rounds: take the figures for a hint');
  if ((loadavg()[0] ?? 0) > cpus().length / 2) cautions.push('the machine was busy before the first bench began');
  if (processorTime(process.pid) === null) cautions.push('no /proc: processor time and memory cannot be read here');
  if (statfsSync(tmpdir()).type === TMPFS)
    cautions.push(`${tmpdir()} is in memory, an fsync costs nothing there: set TMPDIR`);
  return {
    about: [
      ['machine', `${cpus().length} x ${first?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB`],
      ['system', `${process.platform} ${release()} ${process.arch}`],
      [
        'versions',
        [`node ${process.version.slice(1)}`, ...packages.map((name) => `${name} ${version(name)}`)].join(', '),
      ],
      ['rounds', String(roundCount())],
    ],
    cautions,
  };
}

export function printedMachine({ about, cautions }: Machine): string {
  const lines = about.map(([name, value]) => `${name.padEnd(9)} ${value}`);
  return [...lines, ...cautions.map((caution) => `caution   ${caution}`), ''].join('\n');
}

function version(name: string): string {
  const path = join(import.meta.dirname, '../node_modules', name, 'package.json');
  const { version }: { version: string } = JSON.parse(readFileSync(path, 'utf8'));
  return version;
}

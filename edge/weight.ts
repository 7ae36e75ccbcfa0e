// What the Worker weighs: all that is uploaded, packed as the platform counts it, and what of it every start reads.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { root } from './programs.ts';

const MOST_BYTES = 1_500_000;
const ENTRY = 'worker.js';

export type Weight = { bytes: number; packed: number; atStart: number; parts: string[] };

export function weigh(folder: string): Weight {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.js'));
  const packed = new Map(names.map((name) => [name, gzipSync(readFileSync(join(folder, name))).length]));
  const first = readAtStart(folder, ENTRY, new Set());
  const sum = (some: Iterable<string>) => [...some].reduce((total, name) => total + (packed.get(name) ?? 0), 0);
  const bytes = names.reduce((total, name) => total + readFileSync(join(folder, name)).length, 0);
  return { bytes, packed: sum(names), atStart: sum(first), parts: names.filter((name) => !first.has(name)) };
}

/** The entry and whatever it imports outright; the rest is loaded when it is first asked for. */
function readAtStart(folder: string, name: string, seen: Set<string>): Set<string> {
  seen.add(name);
  const text = readFileSync(join(folder, name), 'utf8');
  for (const [, from = ''] of text.matchAll(/(?:^|[;}\s])(?:import|export)[^'"()]*?["'](\.[^"']+)["']/g)) {
    const next = join(name, '..', from);
    if (!seen.has(next)) readAtStart(folder, next, seen);
  }
  return seen;
}

if (import.meta.main) {
  const { bytes, packed, atStart, parts } = weigh(join(root, 'dist/worker'));
  const kB = (count: number) => `${Math.round(count / 1000)} kB`;
  const later = `${kB(atStart)} of it are read at the start, ${parts.length} parts when they are needed\n`;
  process.stdout.write(`The Worker weighs ${kB(packed)} compressed (${kB(bytes)} as it is): ${later}`);
  if (packed > MOST_BYTES) {
    process.stderr.write(`That is more than ${kB(MOST_BYTES)}\n`);
    process.exitCode = 1;
  }
}

// What the measurement found, as it is kept for the simulation and the document: bench/scale/measured.json.
import { readFileSync, writeFileSync } from 'node:fs';
import { type Spread, spread } from '../rounds.ts';
import type { Series } from './gauge.ts';
import type { Counted, Counts } from './measure-counts.ts';

export type Measured = {
  at: string;
  machine: [string, string][];
  /** The share of the processors that others took meanwhile. */
  others: number | null;
  figures: Record<string, Spread>;
  counts: Counts;
};

const file = new URL('measured.json', import.meta.url);

export function readMeasured(): Measured {
  const read: Measured = JSON.parse(readFileSync(file, 'utf8'));
  return read;
}

export function keepMeasured(measured: Measured): void {
  writeFileSync(file, `${JSON.stringify(measured, null, 2)}\n`);
}

export function figuresOf(series: Series): Record<string, Spread> {
  return Object.fromEntries(Object.entries(series).map(([what, values]) => [what, spread(values)]));
}

export function figure({ figures }: Measured, what: string): Spread {
  const found = figures[what];
  if (!found) throw new Error(`Cannot go on without "${what}": npm run bench:scale measures it`);
  return found;
}

export function counted({ counts }: Measured, what: string): Counted {
  const found = counts[what];
  if (!found) throw new Error(`Cannot go on without the counts of "${what}": npm run bench:scale counts it`);
  return found;
}

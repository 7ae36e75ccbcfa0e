// What the simulation found, as it is kept for the document: bench/scale/simulated.json.
import { readFileSync, writeFileSync } from 'node:fs';
import type { Cost } from './cost.ts';
import type { Tally } from './tally.ts';
import type { Traffic } from './traffic.ts';

export type Load = { median: number; p99: number; most: number };

export type Day = {
  traffic: Traffic;
  /** One gateway of so many was simulated, with all of its sessions; the counts of the day are scaled by it. */
  of: number;
  simulated: { gateways: number; sessions: number; runs: number };
  day: Tally;
  socketsAtPeak: number;
  sqldCores: number;
  workerdCores: number;
  /** Of one's own, for sqld at the peak. */
  machines: number;
  cost: Cost;
};

export type Minute = { runs: number; deliveries: Load; commits: Load; delayMs: Load; hottest: number; tally: Tally };
export type Step = { runsPerSecond: number; deliveriesPerSecond: number; delayP99Ms: number; deliveriesPerRun: number };

export type Simulated = {
  seed: number;
  days: Record<'household' | 'town' | 'million' | 'millionWatched', Day>;
  shards: { commitsPerSecond: number; one: number; needed: number };
  peak: Record<'nobody' | 'everywhere', Minute>;
  ladder: Step[];
  namesThatFit: number;
};

const file = new URL('simulated.json', import.meta.url);

export function readSimulated(): Simulated {
  const read: Simulated = JSON.parse(readFileSync(file, 'utf8'));
  return read;
}

export function keepSimulated(simulated: Simulated): void {
  writeFileSync(file, `${JSON.stringify(simulated, null, 2)}\n`);
}

export function loadOf(values: readonly number[]): Load {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { median: at(0.5), p99: at(0.99), most: sorted.at(-1) ?? 0 };
}

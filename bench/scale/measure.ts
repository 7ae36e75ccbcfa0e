// npm run bench:scale: measures a deployment on this machine and keeps what was found. BENCH_ROUNDS changes the five rounds;
// with the word "counts", "crowds" or "echo" only these are asked again.
import { setTimeout as delay } from 'node:timers/promises';
import { outliveStrays } from '../../src/machine/stray-rejections.ts';
import { withDirectory } from '../directory.ts';
import { describeMachine, printedMachine } from '../machine.ts';
import { watchOthers } from '../others.ts';
import { roundCount } from '../rounds.ts';
import type { Series } from './gauge.ts';
import { measureCounts, SPOKEN } from './measure-counts.ts';
import { crowds } from './measure-crowd.ts';
import { database } from './measure-database.ts';
import { deliveries, requests } from './measure-gateway.ts';
import { memory } from './measure-memory.ts';
import { echo, manySessions, oneSession, speaking } from './measure-sessions.ts';
import { figuresOf, keepMeasured, readMeasured } from './measured.ts';
import { type Platform, startPlatform } from './platform.ts';
import { routing } from './routing.ts';
import { type Pace, withSlowModel } from './slow-model.ts';

const parts = [echo, oneSession, manySessions, speaking, deliveries, requests, database];
/** They take long, and differ little. */
const MEMORIES = 2;
/** Nothing takes so long unless a server stands still: the other rounds have to tell then. */
const LIMIT_MS = 90_000;
const INSTANT: Pace = { words: 6, everyMs: 0 };
let pace = INSTANT;

// A server that stands still is among what is measured.
outliveStrays();
const machine = describeMachine();
process.stdout.write(`${printedMachine(machine)}\n`);
const others = watchOthers();
const series: Series = {};
const [only] = process.argv.slice(2);
if (only === 'crowds' || only === 'echo') {
  for (let round = 0; round < roundCount(); round += 1) {
    if (only === 'crowds') await crowds(series);
    else await deployed(false, (platform) => echo(platform, series, round));
  }
  const found = readMeasured();
  keepMeasured({ ...found, figures: { ...found.figures, ...figuresOf(series) } });
  process.exit();
}
const counts = await deployed(true, (platform) => measureCounts(platform, setPace));
if (only === 'counts') {
  keepMeasured({ ...readMeasured(), counts });
  process.exit();
}
pace = INSTANT;
for (let round = 0; round < roundCount(); round += 1) {
  // A new one each time: the database of a round must not be larger than that of another.
  await deployed(false, async (platform) => {
    for (const part of parts) {
      pace = part === speaking ? SPOKEN : INSTANT;
      await limited(part.name, part(platform, series, round));
      process.stdout.write(`round ${round + 1}: ${part.name}\n`);
    }
    pace = INSTANT;
    if (round < MEMORIES) await limited('memory', memory(platform, series));
  });
  await crowds(series);
  routing(series);
}
const measured = {
  at: new Date().toISOString().slice(0, 10),
  machine: machine.about,
  others: others(),
  figures: figuresOf(series),
  counts,
};
keepMeasured(measured);
for (const [what, { median, min, max }] of Object.entries(measured.figures))
  process.stdout.write(`${what.padEnd(64)} ${median.toFixed(3)} (${min.toFixed(3)} to ${max.toFixed(3)})\n`);
process.exit();

function setPace(next: Pace): void {
  pace = next;
}

async function limited(name: string, work: Promise<void>): Promise<void> {
  const over = delay(LIMIT_MS, `${name} takes too long`, { ref: false });
  const failure = await Promise.race([work.then(() => null), over]).catch((error: unknown) => String(error));
  if (failure !== null) process.stdout.write(`not measured: ${name}: ${failure}\n`);
}

function deployed<T>(isCounted: boolean, use: (platform: Platform) => Promise<T>): Promise<T> {
  return withDirectory((directory) =>
    withSlowModel(
      () => pace,
      async (url) => {
        const platform = await startPlatform(directory, url, isCounted);
        try {
          return await use(platform);
        } finally {
          await platform.stop();
        }
      },
    ),
  );
}

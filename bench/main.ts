// npm run bench [name …] [-- --json]: the named benches or all of them, and what they say of the targets.
// BENCH_ROUNDS changes the five rounds, BENCH_LARGE=1 takes the large counts, OPENCLAW_BIN lets OpenClaw take part.
import { parseArgs } from 'node:util';
import { enrol, type Field } from './contenders.ts';
import { withDirectory } from './directory.ts';
import { history } from './history.ts';
import { inject } from './inject.ts';
import { describeMachine, printedMachine } from './machine.ts';
import { memory } from './memory.ts';
import { watchOthers } from './others.ts';
import { printed, type Report, summary } from './report.ts';
import { runs } from './runs.ts';
import { sessionsList } from './sessions-list.ts';
import { start } from './start.ts';

const benches: Record<string, (field: Field) => Promise<Report>> = {
  inject,
  history,
  'sessions-list': sessionsList,
  start,
  memory,
  runs,
};
/** A server that stops answering must not hold the run for ever. */
const LIMIT_MS = process.env.BENCH_LARGE === '1' ? 3_600_000 : 600_000;

/** What others may take of the processors before it is mentioned. */
const QUIET = 0.05;

async function run(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { json: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const known = Object.keys(benches);
  const unknown = positionals.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Error(`Cannot run bench '${unknown}': there are ${known.join(', ')}`);
  const chosen = Object.entries(benches).filter(([name]) => positionals.length === 0 || positionals.includes(name));
  const machine = describeMachine();
  const say = (text: string): boolean => values.json || process.stdout.write(`${text}\n`);
  say(printedMachine(machine));
  const reports: (Report & { others: number | null })[] = [];
  await withDirectory(async (directory) => {
    const field = await enrol(directory);
    if (field.gateway.name !== 'pincer')
      say('The floor is measured against itself: what differs from 1 is the error\n');
    if (!field.openclaw) say('OpenClaw does not take part: OPENCLAW_BIN is not set\n');
    for (const [name, bench] of chosen) {
      const others = watchOthers();
      const report = await limited(name, bench(field));
      const share = others();
      reports.push({ ...report, others: share });
      say(printed(report));
      if (share !== null && share > QUIET) say(`${disturbed(share)}\n`);
    }
  });
  const verdicts = reports.flatMap((report) => report.verdicts);
  if (reports.length > 1) say(`summary\n\n${summary(verdicts)}`);
  if (values.json) process.stdout.write(`${JSON.stringify({ ...machine, reports }, null, 2)}\n`);
}

function disturbed(share: number): string {
  const percent = Math.round(share * 100);
  return `caution   others took ${percent} % of the processors meanwhile: trust processor time, not rates and latencies`;
}

async function limited<T>(name: string, work: Promise<T>): Promise<T> {
  const timer = setTimeout(() => {
    process.stderr.write(`Cannot finish bench '${name}': it took longer than ${LIMIT_MS / 1000} s\n`);
    process.exit(1);
  }, LIMIT_MS);
  try {
    return await work;
  } finally {
    clearTimeout(timer);
  }
}

try {
  await run();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}

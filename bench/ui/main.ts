// npm run bench:ui [-- name …] [--json]: the page in a real Chromium. BENCH_ROUNDS changes the five rounds, BENCH_SECONDS
// the minute for which a model talks.
import { parseArgs } from 'node:util';
import { describeMachine, printedMachine } from '../machine.ts';
import { watchOthers } from '../others.ts';
import { printed, type Report, summary } from '../report.ts';
import { enter, type Field } from './field.ts';
import { scrolling } from './scrolling.ts';
import { withStage } from './stage.ts';
import { stream } from './stream.ts';
import { usable } from './usable.ts';
import { weight } from './weight.ts';

const benches: Record<string, (field: Field) => Promise<Report>> = { weight, usable, scrolling, stream };

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
  const say = (text: string): boolean => values.json || process.stdout.write(`${text}\n`);
  const reports: (Report & { others: number | null })[] = [];
  await withStage(async (stage) => {
    const machine = describeMachine();
    machine.about.push(['browser', `Chromium ${stage.browser.version()}, headless, drawn without a graphics card`]);
    say(printedMachine(machine));
    const field = await enter(stage);
    for (const [, bench] of chosen) {
      const others = watchOthers();
      const report = await bench(field);
      const share = others();
      reports.push({ ...report, others: share });
      say(printed(report));
      if (share !== null && share > QUIET) say(`${disturbed(share)}\n`);
    }
    const verdicts = reports.flatMap((report) => report.verdicts);
    if (reports.length > 1) say(`summary\n\n${summary(verdicts)}`);
    if (values.json) process.stdout.write(`${JSON.stringify({ ...machine, reports }, null, 2)}\n`);
  });
}

function disturbed(share: number): string {
  return `caution   others took ${Math.round(share * 100)} % of the processors meanwhile: times may be longer for it`;
}

try {
  await run();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : error}\n`);
  process.exitCode = 1;
}

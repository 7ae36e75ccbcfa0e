// P6: from the start of the process to the first hello-ok, beside what Node takes to do nothing.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { everyone, type Field } from './contenders.ts';
import { withDirectory } from './directory.ts';
import { figure, judge, type Report } from './report.ts';
import { ratios, rounds } from './rounds.ts';
import { type Contender, start as startServer } from './server.ts';

/** The first start makes the database, the second finds it. */
type Startup = { first: number; second: number };

export async function start(field: Field): Promise<Report> {
  const entrants: (Contender | null)[] = [null, ...everyone(field)];
  const measured = await rounds(entrants, async (entrant) => (entrant ? await twice(entrant) : await bareNode()));
  const report: Report = { name: 'start', title: 'process start to hello-ok', figures: [], verdicts: [] };
  for (const [entrant, found] of measured) {
    const name = entrant?.name ?? 'node -e 0';
    report.figures.push(...figure('first start', name, 'ms', firsts(found)));
    if (entrant) report.figures.push(...figure('second start', name, 'ms', seconds(found)));
  }
  const [node = [], floor = [], gateway = [], openclaw = []] = measured.values();
  for (const [what, times] of [
    ['first start', firsts],
    ['second start', seconds],
  ] as const) {
    const over = (name: string, values: number[] | null, why = '') => ({
      target: 'P6',
      what: `${what} over ${name}`,
      values,
      why,
    });
    report.verdicts.push(
      judge(over('node -e 0', ratios(times(gateway), times(node))), { atMost: 3 }),
      judge(over('OpenClaw', ratios(times(gateway), times(openclaw)), 'OPENCLAW_BIN is not set'), { atMost: 1 / 40 }),
    );
    report.figures.push(
      ...figure(`${what} over node -e 0`, field.floor.name, 'times', ratios(times(floor), times(node))),
    );
  }
  return report;
}

async function twice(contender: Contender): Promise<Startup> {
  return await withDirectory(async (directory) => ({
    first: await startAndStop(contender, directory),
    second: await startAndStop(contender, directory),
  }));
}

async function startAndStop(contender: Contender, directory: string): Promise<number> {
  const server = await startServer(contender, directory);
  await server.stop();
  return server.startup;
}

async function bareNode(): Promise<Startup> {
  const began = performance.now();
  await once(spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' }), 'exit');
  const took = performance.now() - began;
  return { first: took, second: took };
}

function firsts(found: Startup[]): number[] {
  return found.map(({ first }) => first);
}

function seconds(found: Startup[]): number[] {
  return found.map(({ second }) => second);
}

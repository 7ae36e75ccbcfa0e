// `pincer doctor auth`: why people were refused lately, from the log of this machine; nobody has to be signed in for it.
import type { Command } from 'commander';
import type { Settings } from '../config/schema.ts';
import type { Advice, Sight } from './advice.ts';
import { printable } from './log-line.ts';
import { type GlobalOptions, globalOptions, wholeNumber } from './options.ts';
import { answer } from './output.ts';
import type { RefusalRun } from './refusals.ts';
import type { World } from './world.ts';

type Explained = RefusalRun & { advice: Advice | null };

export function addDoctor(program: Command, world: World): void {
  const doctor = program.command('doctor').description('find out what is wrong');
  doctor
    .command('auth')
    .description('explain the last refusals in the log: who, which rule, and what to do; no gateway has to run')
    .option('--limit <refusals>', 'how many', wholeNumber(1, 1000), 10)
    .action((flags: { limit: number }, command: Command) => explain(flags.limit, command, world));
}

async function explain(limit: number, command: Command, world: World): Promise<void> {
  const options = globalOptions(command);
  const { readLocal } = await import('./local.ts');
  const { readRefusals } = await import('./refusals.ts');
  const { adviseOn } = await import('./refusal-advice.ts');
  const { needsToken } = await import('../config/resolve.ts');
  const { directory, file } = readLocal(world, options);
  const { log } = directory;
  const sight = await sightOf(file.settings, world, options);
  const refusals = readRefusals(log, limit).map(
    (run): Explained => ({ ...run, advice: sight && adviseOn(run, sight) }),
  );
  // Before the first start there is no token, and nothing wrong with that.
  const unstarted = needsToken(file.written, world.environment);
  const problems = [...file.problems, ...(unstarted ? [] : (sight?.auth.problems ?? []))];
  answer(world, options, { log, refusals, problems }, () => {
    const troubled = problems.map((problem) => printable(`The settings have a problem: ${problem}`));
    const shown = refusals.length === 0 ? [noneWords(log, sight)] : refusals.map(refusalWords);
    return [...shown, ...troubled].join('\n\n');
  });
}

/** Null when the settings cannot be used: then they say nothing either. */
async function sightOf(
  settings: Settings | null,
  world: World,
  { profile, dev }: GlobalOptions,
): Promise<Sight | null> {
  if (!settings) return null;
  const { authOf } = await import('./local.ts');
  const place = profile === undefined ? (dev ? ' --dev' : '') : ` --profile ${profile}`;
  const { environment } = world;
  return { settings, auth: authOf(world, settings), environment, now: Date.now(), pincer: `pincer${place}` };
}

function noneWords(log: string, sight: Sight | null): string {
  const level = sight?.settings.logging.level ?? 'info';
  const silent = level === 'warning' || level === 'error';
  const unwritten = `; with logging.level "${level}" none are written down: pincer config set logging.level info`;
  return `No refusals stand in ${log}${silent ? unwritten : ''}`;
}

function refusalWords({ advice, ...run }: Explained): string {
  const { message, rule, code, next, first, last, times } = run;
  const often = times === 1 ? '' : ` (${times} times since ${timeOf(first)})`;
  const now = advice && `${advice.words}${advice.command === null ? '' : `: ${advice.command}`}`;
  return [
    `${timeOf(last)}  ${whoOf(run)}${often}`,
    `Refused: ${message.replace(next === null ? '' : ` (${next})`, '')}`,
    `Rule: ${rule}${code === null ? '' : ` (${code})`}`,
    ...(next === null ? [] : [`Next: ${next}`]),
    ...(now === null ? [] : [`Now: ${now}`]),
  ]
    .map(printable)
    .join('\n  ');
}

function whoOf({ client, address, origin, host, user, way, path }: RefusalRun): string {
  const parts = [
    client ?? (way === 'http' ? `a request for ${path ?? 'something'}` : 'somebody'),
    ...(address === null ? [] : [`at ${address}`]),
    ...(user === null ? [] : [`as ${user}`]),
    ...(origin === null ? [] : [`from the page ${origin}`]),
    ...(host === null || host === '' ? [] : [`to ${host}`]),
  ];
  return parts.join(' ');
}

function timeOf(written: string): string {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.test(written)
    ? `${written.slice(0, 10)} ${written.slice(11, 19)} UTC`
    : written;
}

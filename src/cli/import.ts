// `pincer import`: takes over transcripts of OpenClaw's, and sessions that were exported as JSON.
import type { Command } from 'commander';
import type { Imported } from '../machine/import.ts';
import { CommandFailure, misuse } from './failure.ts';
import { globalOptions } from './options.ts';
import { answer } from './output.ts';
import type { World } from './world.ts';

type Flags = { agent?: string; dryRun?: boolean };

export function addImport(program: Command, world: World): void {
  program
    .command('import <path>')
    .description("take over OpenClaw's transcripts (its folder, a database, lines) or a session exported as JSON")
    .option('--agent <id>', 'whose sessions they are when nothing says so; of a whole folder, only those of this agent')
    .option('--dry-run', 'do everything but the last step: say what would be imported')
    .action((path: string, flags: Flags, command: Command) => run(path, flags, command, world));
}

async function run(path: string, flags: Flags, command: Command, world: World): Promise<void> {
  const options = globalOptions(command);
  if (flags.agent !== undefined && !/^[^:\p{Cc}]+$/u.test(flags.agent)) {
    throw misuse(`Cannot use the agent id '${flags.agent}': it must not contain a colon`);
  }
  const { readLocal, settingsOf, whereOf } = await import('./local.ts');
  const local = readLocal(world, options);
  const { mainKey } = settingsOf(local).session;
  const { importSessions } = await import('../machine/import.ts');
  const dryRun = flags.dryRun === true;
  const order = { ...whereOf(world, local), path, agentId: flags.agent, mainKey };
  const sessions = await importSessions({ ...order, dryRun, now: Date.now() });
  const counts = { imported: 0, unchanged: 0, refused: 0 };
  for (const { state } of sessions) counts[state] += 1;
  answer(world, options, { dryRun, ...counts, sessions }, () => {
    const done = `${counts.imported} ${dryRun ? 'to import' : 'imported'}`;
    return [...sessions.map(sentence), `${done}, ${counts.unchanged} unchanged, ${counts.refused} left out`].join('\n');
  });
  if (counts.refused > 0) {
    throw new CommandFailure('PARTIAL', `Cannot import ${counts.refused} of ${sessions.length} sessions: see above`);
  }
}

function sentence(one: Imported): string {
  if (one.state === 'refused') return printable(`${one.key}: left out, as ${one.reason}`);
  if (one.state === 'unchanged') return printable(`${one.key}: here already, nothing changed`);
  const beside = one.wanted === undefined ? '' : ` beside ${one.wanted}, which is another session here`;
  const notes = [
    ...Object.entries(one.leftOut).map(([kind, count]) => `${count} ${kind}`),
    ...(one.lostParts > 0 ? [`${one.lostParts} parts of messages`] : []),
    ...(one.damaged > 0 ? [`${one.damaged} damaged lines`] : []),
    ...(one.cut > 0 ? ['a last line that was cut'] : []),
  ];
  const left = notes.length === 0 ? '' : `; left out: ${notes.join(', ')}`;
  const mended = one.mended > 0 ? `; ${one.mended} follow the one before, as theirs is missing` : '';
  return printable(`${one.key}: ${one.entries} entries${beside}${left}${mended}`);
}

/** Keys come from somebody's files, and must not steer the terminal. */
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, ' ');
}

// `pincer export`: one session as Markdown or a page to read, or as JSON that can be imported again.
import { type Command, Option } from 'commander';
import { CommandFailure } from './failure.ts';
import { type GlobalOptions, globalOptions } from './options.ts';
import { answer } from './output.ts';
import type { World } from './world.ts';

type Format = 'md' | 'json' | 'html';
type Flags = { format: Format; output?: string };

const FORMATS: Format[] = ['md', 'json', 'html'];

export function addExport(program: Command, world: World, version: string): void {
  program
    .command('export <key>')
    .description('print one session as Markdown, as a page, or as JSON that `pincer import` takes back')
    .addOption(new Option('--format <format>', 'md, json or html').choices(FORMATS).default('md'))
    .option('--output <file>', 'write it to this file, which only you may read, instead of printing it')
    .action((key: string, flags: Flags, command: Command) => run(key, flags, command, world, version));
}

async function run(given: string, flags: Flags, command: Command, world: World, version: string): Promise<void> {
  const options = globalOptions(command);
  const { key, text } = await exported(given, flags.format, options, world, version);
  if (flags.output === undefined) {
    world.write(text);
    return;
  }
  const path = flags.output;
  const { writePrivate } = await import('../machine/private-file.ts');
  writePrivate(path, text);
  answer(world, options, { ok: true, key, format: flags.format, path }, () => `Exported ${key} to ${path}`);
}

async function exported(given: string, format: Format, options: GlobalOptions, world: World, version: string) {
  const { readLocal, settingsOf, whereOf } = await import('./local.ts');
  const local = readLocal(world, options);
  const settings = settingsOf(local);
  if (options.url !== undefined || settings.gateway.mode === 'remote') {
    if (format === 'json') {
      throw new CommandFailure(
        'REMOTE',
        'Cannot export as JSON from another machine, as a gateway shows less than it keeps: run it where the gateway is',
      );
    }
    const { fetchSession } = await import('./remote-session.ts');
    const { heading, messages } = await fetchSession({ world, options, version }, given);
    const { readable } = await import('../export/readable.ts');
    return { key: heading.key, text: await readable(format, heading, messages) };
  }
  const { readSessionKey } = await import('../protocol/session-key.ts');
  const { defaultAgentId } = await import('../agents/catalog.ts');
  const { key } = readSessionKey(given, settings.session.mainKey, defaultAgentId(settings));
  const { messagesOf, readSession } = await import('../machine/export.ts');
  const whole = await readSession(whereOf(world, local), key);
  if (!whole) throw new CommandFailure('NOT_FOUND', `No session found: ${key}`);
  if (format === 'json') {
    const { writeSessionFile } = await import('../export/session-file.ts');
    return { key, text: writeSessionFile(whole) };
  }
  const { label, title, createdAt } = whole.session;
  const heading = { key, title: label ?? title, createdAt, exportedAt: Date.now() };
  const { readable } = await import('../export/readable.ts');
  return { key, text: await readable(format, heading, messagesOf(whole)) };
}

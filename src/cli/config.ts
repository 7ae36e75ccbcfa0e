// `pincer config`: reads and edits the settings file of this machine, comments kept, secrets not shown.
import type { Command } from 'commander';
import type { Json } from '../config/edit.ts';
import { CommandFailure } from './failure.ts';
import { globalOptions } from './options.ts';
import { answer } from './output.ts';
import type { World } from './world.ts';

export function addConfig(program: Command, world: World): void {
  const config = program.command('config').description('read and change the settings of this machine');
  config
    .command('get [path]')
    .description('print the settings, or what stands at a path such as gateway.port; secrets are not shown')
    .action((path: string | undefined, _: unknown, command: Command) => get(path, command, world));
  config
    .command('set <path> <value>')
    .description('change one setting; the value is JSON5, or else a text')
    .action((path: string, value: string, _: unknown, command: Command) => set(path, value, command, world));
  config
    .command('unset <path>')
    .description('remove one setting')
    .action((path: string, _: unknown, command: Command) => unset(path, command, world));
  config
    .command('validate')
    .description('say what is wrong with the settings')
    .action((_: unknown, command: Command) => validate(command, world));
}

async function get(path: string | undefined, command: Command, world: World): Promise<void> {
  const options = globalOptions(command);
  const file = await fileOf(command, world);
  if (file.written === undefined) throw broken(file.path, file.problems);
  const { redactValue } = await import('../config/redact.ts');
  const { parsePath, valueAt } = await import('../config/path.ts');
  const value = valueAt(redactValue(file.written), path === undefined ? [] : parsePath(path));
  if (value === undefined) throw new CommandFailure('NOT_SET', `'${path}' is not set in ${file.path}`);
  answer(world, options, value, () => (typeof value === 'string' ? value : JSON.stringify(value, null, 2)));
}

async function set(path: string, text: string, command: Command, world: World): Promise<void> {
  const file = await fileOf(command, world);
  const { setValue } = await import('../config/edit.ts');
  const value = await readValue(text);
  let next = setValue(file.text, path, value);
  let added = await newProblems(file, next, world);
  if (added.length > 0 && typeof value !== 'string') {
    // A token of digits alone is still a text.
    const literal = setValue(file.text, path, text);
    if ((await newProblems(file, literal, world)).length === 0) [next, added] = [literal, []];
  }
  if (added.length > 0) throw new CommandFailure('SETTINGS', `Cannot set '${path}': ${added.join('; ')}`);
  await save(file.path, next, command, world, `Set ${path} in ${file.path}`);
}

async function unset(path: string, command: Command, world: World): Promise<void> {
  const file = await fileOf(command, world);
  const { unsetValue } = await import('../config/edit.ts');
  const next = unsetValue(file.text, path);
  if (next === file.text) throw new CommandFailure('NOT_SET', `'${path}' is not set in ${file.path}`);
  const added = await newProblems(file, next, world);
  if (added.length > 0) throw new CommandFailure('SETTINGS', `Cannot unset '${path}': ${added.join('; ')}`);
  await save(file.path, next, command, world, `Unset ${path} in ${file.path}`);
}

async function validate(command: Command, world: World): Promise<void> {
  const { path, problems, unknown } = await fileOf(command, world);
  if (problems.length > 0) throw broken(path, problems);
  const others = unknown.length === 0 ? '' : `; not known to Pincer: ${unknown.join(', ')}`;
  answer(world, globalOptions(command), { path, valid: true, unknown }, () => `${path} is valid${others}`);
}

async function fileOf(command: Command, world: World) {
  const { readLocal } = await import('./local.ts');
  return readLocal(world, globalOptions(command)).file;
}

async function readValue(text: string): Promise<Json> {
  const { default: JSON5 } = await import('json5');
  try {
    const value = JSON5.parse<Json>(text);
    return typeof value === 'number' && !Number.isFinite(value) ? text : value;
  } catch {
    return text;
  }
}

/** An edit may leave what was wrong before, but add nothing to it. */
async function newProblems(file: { problems: string[] }, text: string, world: World): Promise<string[]> {
  const { parseSettings } = await import('../config/parse.ts');
  return parseSettings(text, world.environment).problems.filter((problem) => !file.problems.includes(problem));
}

async function save(path: string, text: string, command: Command, world: World, done: string): Promise<void> {
  const { openStateDirectory } = await import('../machine/state-directory.ts');
  const { writeSettings } = await import('../machine/settings-file.ts');
  const { readLocal } = await import('./local.ts');
  openStateDirectory(readLocal(world, globalOptions(command)).directory);
  writeSettings(path, text);
  answer(world, globalOptions(command), { ok: true, path }, () => done);
}

function broken(path: string, problems: string[]): CommandFailure {
  return new CommandFailure('SETTINGS', `Cannot use the settings in ${path}: ${problems.join('; ')}`);
}

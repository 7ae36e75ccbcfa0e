// From a message to the slash command that it is: for whom its method is for, and once for each name of a send.
import { invalidRequest } from '../../errors.ts';
import type { Caller } from '../../ports.ts';
import type { Aborted, Sent } from '../../protocol/chat.ts';
import type { Surroundings } from '../method.ts';
import { permitMethod } from '../permission.ts';
import type { SlashCommand } from './command.ts';
import { type Said, Scene } from './scene.ts';
import { slashCommands } from './table.ts';

/** A command is a short line; what is longer is a message that begins like one. */
const LONGEST = 200;

const byAlias = new Map(slashCommands.flatMap((command) => command.aliases.map((alias) => [alias, command] as const)));

/** Null when the message is one like any other, such as a path. */
export async function runSlash(said: Said, caller: Caller, around: Surroundings): Promise<Sent | Aborted | null> {
  const typed = readCommand(said.message);
  if (!typed) return null;
  const { command, rest } = typed;
  permitMethod(command.method.name, caller, {}, around);
  const argument = readArgument(command, rest);
  const { key, runId, message } = said;
  const asked = { runId, message };
  const earlier = await around.sessions.call(caller.principal, key, { type: 'replied', asked });
  return earlier ?? command.run(new Scene(said, argument, command.method, caller, around));
}

export function readCommand(message: string): { command: SlashCommand; rest: string } | null {
  const line = message.trim();
  if (line.length > LONGEST || line.includes('\n')) return null;
  const end = line.search(/\s/);
  const word = end < 0 ? line : line.slice(0, end);
  const command = byAlias.get(word.toLowerCase());
  return command ? { command, rest: line.slice(word.length).trim() } : null;
}

function readArgument({ aliases: [typed], argument }: SlashCommand, rest: string): string | null {
  if (rest === '') return null;
  if (!argument) throw invalidRequest(`Cannot run '${typed}' with more words, as it takes none: send '${typed}' alone`);
  const { choices } = argument;
  if (!choices) return rest;
  const chosen = choices.find((choice) => choice === rest.toLowerCase());
  if (chosen) return chosen;
  throw invalidRequest(`Cannot run '${typed}' with '${rest}': choose one of ${choices.join(', ')}`);
}

// What a slash command is: how it is typed, which method it stands for, and what it does.
import type { Aborted, Sent } from '../../protocol/chat.ts';
import type { MethodName } from '../../protocol/operations.ts';
import type { Method, Table } from '../method.ts';
import type { Scene } from './scene.ts';
import type { ArgumentName, CategoryName, CommandName } from './words.ts';

export type Argument = { name: ArgumentName; choices?: readonly string[] };

export type SlashCommand = {
  name: CommandName;
  /** What people type, in small letters. */
  aliases: readonly string[];
  category: CategoryName;
  /** Who may call this method may type the command, and what it does or reads passes through it. */
  method: NamedMethod;
  /** It never has to be there. */
  argument?: Argument;
  run(scene: Scene): Promise<Sent | Aborted>;
};

export type NamedMethod = { name: MethodName; method: Method };

export function standsFor(table: Table, name: MethodName): NamedMethod {
  const method = table[name];
  if (!method) throw new Error(`No method for a slash command: ${name}`);
  return { name, method };
}

// Every slash command, in the order of menus, and commands.list, which menus and help read.
import * as v from 'valibot';
import { type Command, CommandsList, CommandsListParams } from '../../protocol/slash.ts';
import { method, type Table } from '../method.ts';
import { beginNew, reset } from './begin.ts';
import { type SlashCommand, standsFor } from './command.ts';
import { exportSession } from './export.ts';
import { helpOn } from './help.ts';
import { model, models } from './model.ts';
import { queue, think } from './options.ts';
import { status } from './status.ts';
import { tools } from './tools.ts';
import { wordsFor } from './words.ts';
import { compact, stop } from './work.ts';

export const commandMethods: Table = {
  'commands.list': method({
    params: CommandsListParams,
    result: CommandsList,
    handle: (params, { locale }) => ({ commands: listCommands(locale, params) }),
  }),
};

export const slashCommands: readonly SlashCommand[] = [
  beginNew,
  reset,
  compact,
  stop,
  exportSession,
  model,
  think,
  queue,
  status,
  models,
  tools,
  helpOn(standsFor(commandMethods, 'commands.list')),
];

type Wish = v.InferOutput<typeof CommandsListParams>;

/** All of them are typed; a client that asks for those with a surface of their own gets none. */
export function listCommands(
  locale: string | null | undefined,
  { scope, includeArgs }: Wish = v.parse(CommandsListParams, {}),
): Command[] {
  if (scope === 'native') return [];
  const words = wordsFor(locale);
  return slashCommands.map(({ name, aliases, category, argument }) => ({
    name,
    nativeName: name,
    textAliases: [...aliases],
    description: words.commands[name],
    category,
    source: 'native',
    scope: 'text',
    acceptsArgs: argument !== undefined,
    ...(argument && includeArgs
      ? {
          args: [
            {
              name: argument.name,
              description: words.arguments[argument.name],
              type: 'string' as const,
              ...(argument.choices ? { choices: argument.choices.map((value) => ({ value, label: value })) } : {}),
            },
          ],
        }
      : {}),
  }));
}

// /help: every command, how it is typed, and what it does.
import { type Command, CommandsList } from '../../protocol/slash.ts';
import type { NamedMethod, SlashCommand } from './command.ts';
import type { CategoryName } from './words.ts';

const order: readonly CategoryName[] = ['session', 'options', 'status', 'tools'];

export function helpOn(method: NamedMethod): SlashCommand {
  return {
    name: 'help',
    aliases: ['/help', '/commands'],
    category: 'status',
    method,
    async run(scene) {
      const { words } = scene;
      const { commands } = await scene.ask({ scope: 'text' }, CommandsList);
      const parts = order.flatMap((category) => {
        const lines = commands.filter((one) => one.category === category).map(line);
        return lines.length > 0 ? [`${words.categories[category]}\n${lines.join('\n')}`] : [];
      });
      return scene.reply([words.help, ...parts].join('\n\n'));
    },
  };
}

function line({ textAliases: [first, ...others], description, args = [] }: Command): string {
  const shown = args.map(({ name, choices }) => ` [${choices?.map(({ value }) => value).join('|') ?? name}]`);
  const also = others.length > 0 ? ` (${others.join(', ')})` : '';
  return `- ${first}${shown.join('')}${also} — ${description}`;
}

// `pincer models list`: the models that the gateway offers.
import type { Command } from 'commander';
import * as v from 'valibot';
import { CommandFailure } from './failure.ts';
import { globalOptions } from './options.ts';
import { answer, table } from './output.ts';
import type { World } from './world.ts';

const List = v.object({
  models: v.array(
    v.object({
      id: v.string(),
      name: v.string(),
      provider: v.string(),
      contextWindow: v.optional(v.number()),
      available: v.optional(v.boolean()),
      tags: v.optional(v.array(v.string()), []),
    }),
  ),
});

export function addModels(program: Command, world: World, version: string): void {
  const models = program.command('models').description('the models that the gateway offers');
  models
    .command('list')
    .description('list the models with their context and whether they can be used')
    .action(async (_: unknown, command: Command) => {
      const options = globalOptions(command);
      const { ask } = await import('./ask.ts');
      const result = await ask({ world, options, version, scopes: ['operator.read'] }, 'models.list', {});
      const list = v.safeParse(List, result);
      if (!list.success)
        throw new CommandFailure('PROTOCOL', 'The gateway answered models.list in a way that is not known');
      answer(world, options, result, () => words(list.output));
    });
}

function words({ models }: v.InferOutput<typeof List>): string {
  if (models.length === 0) return 'No models: add a provider under models.providers in the settings';
  const rows = models.map(({ id, name, provider, contextWindow, available, tags }) => [
    `${provider}/${id}`,
    name,
    contextWindow === undefined ? '' : String(contextWindow),
    [...tags, ...(available === false ? ['unavailable'] : [])].join(', '),
  ]);
  return table([['Model', 'Name', 'Context', ''], ...rows]);
}

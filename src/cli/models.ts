// `pincer models list`: the models that the gateway offers.
import type { Command } from 'commander';
import * as v from 'valibot';
import { CommandFailure } from './failure.ts';
import { globalOptions } from './options.ts';
import { answer, table } from './output.ts';
import type { World } from './world.ts';

const Model = v.object({
  id: v.string(),
  name: v.string(),
  provider: v.string(),
  contextWindow: v.optional(v.number()),
  available: v.optional(v.boolean()),
  unavailableReason: v.optional(v.string()),
  unavailableUntil: v.optional(v.number()),
  tags: v.optional(v.array(v.string()), []),
});
const List = v.object({ models: v.array(Model) });

export function addModels(program: Command, world: World, version: string): void {
  const models = program.command('models').description('the models that the gateway offers');
  models
    .command('list')
    .description('list the models with their context and whether they can be used')
    .action(async (_: unknown, command: Command) => {
      const options = globalOptions(command);
      const { ask } = await import('./ask.ts');
      const result = await ask({ world, options, version }, 'models.list', {});
      const list = v.safeParse(List, result);
      if (!list.success)
        throw new CommandFailure('PROTOCOL', 'The gateway answered models.list in a way that is not known');
      answer(world, options, result, () => words(list.output));
    });
}

function words({ models }: v.InferOutput<typeof List>): string {
  if (models.length === 0) return 'No models: add a provider under models.providers in the settings';
  const rows = models.map((model) => [
    `${model.provider}/${model.id}`,
    model.name,
    model.contextWindow === undefined ? '' : String(model.contextWindow),
    [...model.tags, ...(model.available === false ? [unavailable(model)] : [])].join(', '),
  ]);
  return table([['Model', 'Name', 'Context', ''], ...rows]);
}

function unavailable({ unavailableReason: reason, unavailableUntil: until }: v.InferOutput<typeof Model>): string {
  const end = until === undefined ? '' : ` until ${new Date(until).toISOString().slice(11, 16)} UTC`;
  switch (reason) {
    case 'missing-auth':
      return 'unavailable: no key';
    case 'auth-failed':
      return `unavailable: its key was not accepted, left alone${end}`;
    case 'cooldown':
      return `unavailable: it is asked too much, left alone${end}`;
    default:
      return 'unavailable';
  }
}

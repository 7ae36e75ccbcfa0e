// `pincer health`: whether the gateway is well.
import type { Command } from 'commander';
import * as v from 'valibot';
import { globalOptions } from './options.ts';
import { answer } from './output.ts';
import type { World } from './world.ts';

const Seen = v.object({
  durationMs: v.optional(v.number()),
  defaultAgentId: v.optional(v.string()),
  channelOrder: v.optional(v.array(v.string()), []),
  sessions: v.optional(v.object({ count: v.number() })),
});

export function addHealth(program: Command, world: World, version: string): void {
  program
    .command('health')
    .description('ask the gateway whether it is well')
    .action(async (_: unknown, command: Command) => {
      const options = globalOptions(command);
      const { ask } = await import('./ask.ts');
      const result = await ask({ world, options, version }, 'health');
      answer(world, options, result, () => words(result));
    });
}

function words(result: unknown): string {
  const seen = v.safeParse(Seen, result);
  if (!seen.success) return 'The gateway is well';
  const { sessions, channelOrder, defaultAgentId } = seen.output;
  const facts = [
    ...(sessions ? [`${sessions.count} sessions`] : []),
    ...(defaultAgentId === undefined ? [] : [`agent ${defaultAgentId}`]),
    channelOrder.length === 0 ? 'no channels' : `channels: ${channelOrder.join(', ')}`,
  ];
  return `The gateway is well: ${facts.join(', ')}`;
}

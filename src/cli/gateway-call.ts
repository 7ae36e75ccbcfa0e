// `pincer gateway call METHOD`: one request to the gateway, whatever it is.
import type { Command } from 'commander';
import { misuse } from './failure.ts';
import { globalOptions } from './options.ts';
import type { World } from './world.ts';

export function addGatewayCall(gateway: Command, world: World, version: string): void {
  gateway
    .command('call <method>')
    .description('send one request to the gateway and print what it answers')
    .option('--params <json>', 'the parameters of the request', '{}')
    .action(async (method: string, flags: { params: string }, command: Command) => {
      const params = readParams(flags.params);
      const options = globalOptions(command);
      const { askAnything } = await import('./ask.ts');
      const result = await askAnything({ world, options, version }, method, params);
      world.write(`${JSON.stringify(result ?? null, null, 2)}\n`);
    });
}

function readParams(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw misuse('Cannot read --params: it must be JSON, such as {"limit":5}');
  }
}

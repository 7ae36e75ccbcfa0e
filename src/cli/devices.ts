// `pincer devices`: who asks to be paired and who is, the answers to them, and what becomes of tokens.
import type { Command } from 'commander';
import type { MethodName } from '../protocol/operations.ts';
import type { Scope } from '../protocol/scopes.ts';
import {
  findDevice,
  findRequest,
  grantedIn,
  knownScopes,
  listWords,
  newestRequest,
  readList,
  short,
  who,
} from './device-list.ts';
import { CommandFailure, misuse } from './failure.ts';
import { globalOptions } from './options.ts';
import { answer } from './output.ts';
import type { World } from './world.ts';

export function addDevices(program: Command, world: World, version: string): void {
  const devices = program.command('devices').description('the devices that may come in, and those that ask to');
  const asking = (command: Command) => {
    const options = globalOptions(command);
    const ask = async (method: MethodName, params: object = {}, given: Scope[] = []): Promise<unknown> => {
      const gateway = await import('./ask.ts');
      return gateway.ask({ world, options, version }, method, params, given).catch(explain);
    };
    const list = async () => readList(await ask('device.pair.list'));
    const say = (value: unknown, words: string) => answer(world, options, value, () => words);
    return { options, ask, list, say };
  };

  devices
    .command('list')
    .description('list the devices that wait for an answer, and those that are paired')
    .action(async (_: unknown, command: Command) => {
      const { ask, options } = asking(command);
      const result = await ask('device.pair.list');
      answer(world, options, result, () => listWords(readList(result), Date.now()));
    });

  devices
    .command('approve [request]')
    .description('let a waiting device in, with what it asks for')
    .option('--latest', 'the request that came last')
    .action(async (given: string | undefined, flags: { latest?: true }, command: Command) => {
      if ((given === undefined) !== (flags.latest === true)) {
        throw misuse('Cannot tell which request is meant: give its id, or --latest alone');
      }
      const { ask, list, say } = asking(command);
      const all = await list();
      const request = given === undefined ? newestRequest(all) : findRequest(all, given);
      const { requestId, scopes } = request;
      const result = await ask('device.pair.approve', { requestId }, knownScopes(scopes));
      say(result, `Approved ${who(request)} at ${request.remoteIp}, for ${short(grantedIn(result))}`);
    });

  devices
    .command('reject <request>')
    .description('turn a waiting device away')
    .action(async (given: string, _: unknown, command: Command) => {
      const { ask, list, say } = asking(command);
      const request = findRequest(await list(), given);
      const result = await ask('device.pair.reject', { requestId: request.requestId });
      say(result, `Rejected ${who(request)} at ${request.remoteIp}`);
    });

  devices
    .command('remove <device>')
    .description('forget a device: it is disconnected at once, and has to be paired anew')
    .action(async (given: string, _: unknown, command: Command) => {
      const { ask, list, say } = asking(command);
      const device = findDevice(await list(), given);
      const result = await ask('device.pair.remove', { deviceId: device.deviceId });
      say(result, `Removed ${who(device)}`);
    });

  devices
    .command('rotate <device>')
    .description("void a device's token for a new one, which it gets when it signs in with the secret")
    .option('--scope <scope...>', 'what it may from now on, of what was approved')
    .action(async (given: string, flags: { scope?: string[] }, command: Command) => {
      const { ask, list, say } = asking(command);
      const device = findDevice(await list(), given);
      const { deviceId, role, tokens } = device;
      const held = flags.scope ?? tokens[0]?.scopes ?? device.scopes;
      const params = { deviceId, role, ...(flags.scope ? { scopes: flags.scope } : {}) };
      const result = await ask('device.token.rotate', params, knownScopes(held));
      say(result, `Rotated the token of ${who(device)}: it may ${short(grantedIn(result))} when it signs in again`);
    });

  devices
    .command('revoke <device>')
    .description('take the token of a device back: it is disconnected, and stays paired')
    .action(async (given: string, _: unknown, command: Command) => {
      const { ask, list, say } = asking(command);
      const device = findDevice(await list(), given);
      const result = await ask('device.token.revoke', { deviceId: device.deviceId, role: device.role });
      say(result, `Revoked the token of ${who(device)}: it has to sign in with the secret of the gateway`);
    });
}

/** Without a device, only the gateway's own machine gives a command line any rights. */
function explain(error: unknown): never {
  if (!(error instanceof CommandFailure) || error.details?.code !== 'MISSING_SCOPE') throw error;
  throw new CommandFailure(error.code, `${error.message}; run it on the gateway's own machine, as its owner`);
}

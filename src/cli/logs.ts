// `pincer logs`: the gateway's log, read through the gateway itself.
import type { Command } from 'commander';
import * as v from 'valibot';
import { LogsTail } from '../protocol/system.ts';
import { CommandFailure } from './failure.ts';
import type { GatewayClient } from './gateway-client.ts';
import { logWords } from './log-line.ts';
import { globalOptions, wholeNumber } from './options.ts';
import type { World } from './world.ts';

type Flags = { follow?: boolean; limit: number; interval: number };

export function addLogs(program: Command, world: World, version: string): void {
  program
    .command('logs')
    .description("print the newest lines of the gateway's log")
    .option('--follow', 'go on printing new lines until stopped')
    .option('--limit <lines>', 'how many lines to begin with', wholeNumber(1, 5000), 200)
    .option('--interval <ms>', 'how often to look for new lines', wholeNumber(1, 3_600_000), 1000)
    .action(async (flags: Flags, command: Command) => {
      const options = globalOptions(command);
      const { withGateway } = await import('./ask.ts');
      const print = (line: string) => world.write(`${options.json ? jsonLine(line) : logWords(line)}\n`);
      await withGateway({ world, options, version }, ['logs.tail'], async (client) => {
        if (flags.follow) await follow(client, flags, world, print);
        else await tail(client, { limit: flags.limit }, print);
      });
    });
}

async function follow(client: GatewayClient, flags: Flags, world: World, print: (line: string) => void): Promise<void> {
  const stop = new AbortController();
  const release = world.onStop(() => stop.abort());
  try {
    let cursor = await tail(client, { limit: flags.limit }, print);
    while (!stop.signal.aborted) {
      await pause(flags.interval, stop.signal);
      if (!stop.signal.aborted) cursor = await tail(client, { cursor }, print);
    }
  } finally {
    release();
  }
}

/** Prints what there is, and returns where to go on. */
async function tail(
  client: GatewayClient,
  params: { cursor: number } | { limit: number },
  print: (line: string) => void,
): Promise<number> {
  const result = v.safeParse(LogsTail, await client.request('logs.tail', params));
  if (!result.success)
    throw new CommandFailure('PROTOCOL', 'The gateway answered logs.tail in a way that is not known');
  for (const line of result.output.lines) print(line);
  return result.output.cursor;
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((wake) => {
    if (signal.aborted) return wake();
    const timer = setTimeout(wake, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      wake();
    });
  });
}

function jsonLine(line: string): string {
  try {
    return JSON.stringify(JSON.parse(line));
  } catch {
    return JSON.stringify({ message: line });
  }
}

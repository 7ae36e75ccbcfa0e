// `pincer gateway`: runs the gateway in the foreground until it is stopped.
import { type Command, Option } from 'commander';
import type { Settings } from '../config/schema.ts';
import { CommandFailure } from './failure.ts';
import { globalOptions, wholeNumber } from './options.ts';
import type { Serve, Serving } from './serve.ts';
import type { World } from './world.ts';

type Flags = {
  port?: number;
  bind?: Settings['gateway']['bind'];
  verbose?: boolean;
  force?: boolean;
  takeOver?: boolean;
};

const DATABASE = `
The database is pincer.db in the state directory, or on the libSQL server that PINCER_DATABASE_URL and
PINCER_DATABASE_TOKEN name.`;
const BINDS = ['loopback', 'lan', 'tailnet', 'auto', 'custom'] as const;

export function addGateway(program: Command, world: World, serve: Serve): Command {
  return program
    .command('gateway')
    .description('run the gateway in the foreground until it is stopped')
    .option(
      '--port <port>',
      'listen here instead of OPENCLAW_GATEWAY_PORT, gateway.port or 18789',
      wholeNumber(1, 65535),
    )
    .addOption(new Option('--bind <where>', 'listen there instead of gateway.bind').choices(BINDS))
    .option('--verbose', 'show debug logs in the terminal too')
    .option('--force', 'end whatever listens on the port first (needs lsof)')
    .option('--take-over', 'take the database from a Workers deployment that had it and is gone')
    .addHelpText('after', DATABASE)
    .action((flags: Flags, command: Command) => runGateway(flags, command, world, serve));
}

async function runGateway(flags: Flags, command: Command, world: World, serve: Serve): Promise<void> {
  const options = globalOptions(command);
  const { authOf, portOf, readLocal, settingsOf } = await import('./local.ts');
  const local = readLocal(world, options);
  settingsOf(local);
  const port = portOf(world, local, flags.port);
  if (flags.force) await makeRoom(port, world);

  const { needsToken } = await import('../config/resolve.ts');
  const first = needsToken(local.file.written, world.environment);
  const { environment } = world;
  const about = { port, bind: flags.bind, verbose: flags.verbose === true, takeOver: flags.takeOver === true };
  const serving = await serve({ ...about, stateDirectory: local.directory, environment });
  // Before anyone is told that it listens: whoever waits for those words may stop it at once.
  const stopped = untilStopped(serving, world);

  const { signInLink } = await import('./connection.ts');
  const auth = authOf(world, settingsOf(readLocal(world, options)));
  const link =
    auth.mode === 'token' && auth.token !== null ? signInLink({ url: serving.url, token: auth.token }) : null;
  // The link holds the token, and a supervisor's journal keeps what it is told.
  const shown = link !== null && (first || world.terminal) ? link : null;
  const { url, tlsFingerprint } = serving;
  if (options.json) world.write(`${JSON.stringify({ url, tlsFingerprint, signIn: shown ?? undefined })}\n`);
  else {
    const fingerprint = tlsFingerprint === undefined ? '' : `Certificate fingerprint (SHA-256): ${tlsFingerprint}\n`;
    world.write(`Pincer listens at ${url}\n${fingerprint}${shown === null ? '' : `Sign in: ${shown}\n`}`);
  }
  await stopped;
}

async function makeRoom(port: number, world: World): Promise<void> {
  const { endListeners, listenersOn } = await import('../machine/port-listeners.ts');
  const listeners = await listenersOn(port);
  if (listeners.length === 0) return;
  await endListeners(listeners);
  const ended = listeners.map(({ pid, name }) => `${name} (pid ${pid})`).join(', ');
  world.writeError(`Ended ${ended} on port ${port}\n`);
}

/** The first signal asks for an orderly end, the second does not wait for it. */
async function untilStopped(serving: Serving, world: World): Promise<void> {
  let signals = 0;
  let abandon: (error: Error) => void = () => undefined;
  const impatience = new Promise<never>((_, reject) => {
    abandon = reject;
  });
  const release = world.onStop(() => {
    signals += 1;
    if (signals > 1) abandon(new CommandFailure('STOPPED', 'Stopped before the gateway had finished'));
    else serving.stop().catch(abandon);
  });
  try {
    await Promise.race([serving.stopped, impatience]);
  } finally {
    release();
  }
}

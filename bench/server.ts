// The life of a server under measurement: a process of its own, a directory of its own, and an end.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client, Refused } from './client.ts';
import { withDirectory } from './directory.ts';

/** Who takes part: a name, and the command that is given `gateway --port N`. */
export type Contender = { name: string; command: string[] };
/** What its settings file says. */
export type Settings = Record<string, unknown>;

export type Server = {
  name: string;
  pid: number;
  /** Milliseconds from the start of the process to the first hello-ok. */
  startup: number;
  connect(): Promise<Client>;
  stop(): Promise<void>;
};

const READY_MS = 60_000;
const STOP_MS = 10_000;
const running = new Set<ChildProcess>();

// Before the directories go: a server that still lives would write into them.
process.prependOnceListener('exit', () => running.forEach(kill));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

/** Starts each contender on an empty directory, and stops them all in the end. */
export async function withServers<T>(
  contenders: Contender[],
  use: (servers: Server[]) => Promise<T>,
  settings: Settings | null = null,
): Promise<T> {
  return await withDirectory(async (directory) => {
    const servers: Server[] = [];
    try {
      for (const contender of contenders) {
        const state = await mkdtemp(join(directory, 'state-'));
        if (settings) await writeFile(join(state, 'openclaw.json'), JSON.stringify(settings));
        servers.push(await start(contender, state));
      }
      return await use(servers);
    } finally {
      await Promise.all(servers.map((server) => server.stop()));
    }
  });
}

export async function start({ name, command }: Contender, directory: string): Promise<Server> {
  const port = await freePort();
  const token = 'bench-token-that-guards-nothing-0123456789';
  const url = `ws://127.0.0.1:${port}/`;
  const log = join(directory, 'bench.log');
  const [file = '', ...options] = command;
  const output = openSync(log, 'a');
  const began = performance.now();
  const child = spawn(file, [...options, 'gateway', '--port', String(port)], {
    // Its home is the directory too, so that no bench reads or writes what belongs to the user.
    env: {
      ...withoutSettings(process.env),
      HOME: directory,
      OPENCLAW_STATE_DIR: directory,
      OPENCLAW_GATEWAY_TOKEN: token,
      OPENCLAW_GATEWAY_PORT: String(port),
    },
    stdio: ['ignore', output, output],
    detached: true,
  });
  closeSync(output);
  running.add(child);
  child.once('error', () => running.delete(child));
  const said = (): string => readFileSync(log, 'utf8').trimEnd().split('\n').slice(-5).join('\n');
  try {
    const client = await firstHello(child, url, token);
    const startup = performance.now() - began;
    await client.close();
    const connect = (): Promise<Client> => Client.connect(url, token);
    return { name, pid: child.pid ?? 0, startup, connect, stop: () => stop(child) };
  } catch (error) {
    await stop(child);
    const cause = error instanceof Error ? error.message : String(error);
    throw new Error(`Cannot start ${name}: ${cause}\n${said()}`);
  }
}

async function firstHello(child: ChildProcess, url: string, token: string): Promise<Client> {
  const deadline = performance.now() + READY_MS;
  let failure: Error | null = null;
  child.once('error', (error) => {
    failure = error;
  });
  for (;;) {
    try {
      return await Client.connect(url, token);
    } catch (error) {
      if (error instanceof Refused && error.code !== 'UNAVAILABLE') throw error;
      if (failure) throw failure;
      if (ended(child))
        throw new Error(`it ended with ${child.exitCode ?? child.signalCode} before its first hello-ok`);
      if (performance.now() > deadline) throw new Error(`no hello-ok within ${READY_MS} ms: ${error}`);
      await delay(1);
    }
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.pid !== undefined && !ended(child)) {
    const exit = once(child, 'exit');
    child.kill('SIGTERM');
    const timer = setTimeout(() => kill(child), STOP_MS);
    await exit;
    clearTimeout(timer);
  }
  kill(child);
  running.delete(child);
}

/** The whole group, which is the process that was started here and what it started itself. */
function kill(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // Nobody of the group is left.
  }
}

function ended(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

function withoutSettings(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('OPENCLAW_')));
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string')
    throw new Error('Cannot find a free port on the loopback address');
  return address.port;
}

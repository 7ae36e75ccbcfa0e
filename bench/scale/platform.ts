// One deployment on this machine to be measured: the Worker in workerd, a libSQL server, a model, each with its process.
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { serveWorker } from '../../edge/serve.ts';
import { freePort, startSqld } from '../../edge/sqld.ts';
import { openDatabaseUrl } from '../../src/machine/database.ts';
import { stateDirectory } from '../../src/machine/state-directory.ts';
import type { Database } from '../../src/store/database.ts';
import { Client } from '../client.ts';
import { processorTime, resident } from '../usage.ts';
import { bundleWorker } from './bundle.ts';
import { type DatabaseProxy, openProxy } from './database-proxy.ts';
import { descendantsOf, portsOf } from './processes.ts';

export const TOKEN = 'bench-token-that-guards-nothing-0123456789';

export type Platform = {
  /** Where workerd itself listens: the proxy that wrangler puts before it is not part of a deployment. */
  url: string;
  open(): Promise<Database>;
  proxy: DatabaseProxy | null;
  /** Milliseconds of processor time until now, of workerd and of sqld. */
  used(): { workerd: number; sqld: number };
  memory(): number;
  /** At the gateway's door, or at a session's own. */
  connect(session?: string): Promise<Client>;
  /** What the objects asked of the platform since the last time; only where it is counted. */
  counts(): Promise<Record<string, number>>;
  stop(): Promise<void>;
};

export async function startPlatform(directory: string, model: string, counted: boolean): Promise<Platform> {
  const place = await mkdtemp(join(directory, 'platform-'));
  const sqld = await startSqld(join(place, 'sqld'), { RUST_LOG: 'error' });
  const open = () => openDatabaseUrl(sqld.url, sqld.token);
  (await open()).$client.close();
  const proxy = counted ? await openProxy(sqld.url) : null;
  const port = await freePort();
  const settings = {
    gateway: { auth: { mode: 'token', token: TOKEN } },
    models: { providers: { bench: { baseUrl: model, models: [{ id: 'one' }] } } },
    agents: { defaults: { model: 'bench/one' } },
  };
  const { PATH = '' } = process.env;
  const serving = await serveWorker({
    port,
    verbose: false,
    stateDirectory: stateDirectory(await written(place, settings)),
    environment: {
      PATH,
      HOME: place,
      PINCER_DATABASE_URL: proxy?.url ?? sqld.url,
      PINCER_DATABASE_TOKEN: sqld.token,
      PINCER_WORKER_CONFIG: await bundleWorker(place),
      ...(counted ? { BENCH_COUNT: '1' } : {}),
    },
  });
  serving.stopped.catch(() => undefined);
  const { pid, at } = await inside(port);
  return {
    url: `ws://127.0.0.1:${at}`,
    open,
    proxy,
    used: () => ({ workerd: processorTime(pid) ?? 0, sqld: processorTime(sqld.pid) ?? 0 }),
    memory: () => resident(pid)?.all ?? 0,
    connect: (session) =>
      Client.connect(`ws://127.0.0.1:${at}${session === undefined ? '/' : `/sessions/${session}/socket`}`, TOKEN),
    counts: async () => (await fetch(`http://127.0.0.1:${at}/bench/counts`)).json(),
    async stop() {
      await serving.stop();
      proxy?.close();
      await sqld.stop();
    },
  };
}

async function written(place: string, settings: object): Promise<string> {
  const path = join(place, 'state');
  await mkdir(path, { mode: 0o700 });
  await writeFile(join(path, 'openclaw.json'), JSON.stringify(settings));
  return path;
}

/** The process that runs the Worker, and its own port: the other workerd is wrangler's proxy. */
async function inside(port: number): Promise<{ pid: number; at: number }> {
  const found = descendantsOf(process.pid).filter(({ name }) => name === 'workerd');
  const tried = found.filter(({ pid }) => !portsOf(pid).includes(port));
  for (const { pid } of tried) for (const at of portsOf(pid)) if (await isWorker(at)) return { pid, at };
  throw new Error('Cannot find the process that runs the Worker');
}

async function isWorker(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/bench/counts`)).status === 200;
  } catch {
    return false;
  }
}

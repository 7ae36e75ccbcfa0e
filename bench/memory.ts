// P7: resident memory of an idle server, of each further idle connection, and of each further stored session.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from './client.ts';
import { everyone, type Field } from './contenders.ts';
import { withDirectory } from './directory.ts';
import { seed } from './load.ts';
import { figure, judge, type Report } from './report.ts';
import { complete, rounds } from './rounds.ts';
import { type Contender, type Server, start } from './server.ts';
import { resident } from './usage.ts';

type Slope = { perConnection: number | null; reached: number };
type Found = Slope & { idle: number | null; children: number | null; perSession: number | null };

/** The first connections fill heaps and pools that the others share: the slope begins after them. */
const FIRST = 1000;
const TARGET = 10_000;
const FURTHER = process.env.BENCH_LARGE === '1' ? TARGET : 3000;
const SESSIONS = 10_000;
const AT_ONCE = 50;
const RAMP_MS = 20_000;
const SETTLE_MS = 600;
/** Half a megabyte over the stored sessions, a few times what one start differs from the next: the zero here. */
const ZERO_KB = 0.05;
const base = { target: 'P7', why: 'no /proc' };

export async function memory(field: Field): Promise<Report> {
  return await withDirectory(async (directory) => {
    const entrants = everyone(field);
    for (const who of [field.floor, field.gateway]) await storeSessions(who, await place(directory, who));
    const measured = await rounds(entrants, async (who) => ({
      ...(await withDirectory((fresh) => empty(who, fresh))),
      perSession: who === field.openclaw ? null : await perSession(who, await place(directory, who)),
    }));
    const report: Report = { name: 'memory', title: 'resident memory', figures: [], verdicts: [] };
    for (const [who, found] of measured) report.figures.push(...figures(who, found));
    const gateway = measured.get(field.gateway) ?? [];
    const reached = Math.min(...gateway.map((each) => each.reached));
    const note = reached < TARGET ? `at ${reached} of ${TARGET}: BENCH_LARGE=1` : null;
    report.verdicts.push(
      judge({ ...base, what: 'idle', values: complete(megabytes(gateway)) }, { atMost: 90 }, 'MB'),
      judge(
        { ...base, what: 'each further connection', values: complete(slopes(gateway)), note },
        { atMost: 12 },
        'kB',
      ),
      judge(
        { ...base, what: 'each further stored session', values: complete(sessions(gateway)) },
        { atMost: ZERO_KB },
        'kB',
      ),
    );
    return report;
  });
}

async function empty(who: Contender, directory: string): Promise<Omit<Found, 'perSession'>> {
  return await started(who, directory, async (server) => {
    const memory = await settled(server);
    return { idle: memory?.all ?? null, children: memory?.children ?? null, ...(await ramp(server)) };
  });
}

/** Connects until the count or the time is reached; a server that is slow to greet is measured over fewer. */
async function ramp(server: Server): Promise<Slope> {
  const clients: Client[] = [];
  try {
    await connect(server, clients, FIRST);
    const before = (await settled(server))?.all ?? null;
    const first = clients.length;
    await connect(server, clients, first + FURTHER);
    const after = (await settled(server))?.all ?? null;
    const reached = clients.length - first;
    if (reached <= 0) throw new Error(`Cannot measure a connection: ${server.name} greeted none of ${FURTHER} in time`);
    return { perConnection: before === null || after === null ? null : (after - before) / reached, reached };
  } finally {
    await Promise.all(clients.map((client) => client.close()));
  }
}

async function connect(server: Server, clients: Client[], count: number): Promise<void> {
  const deadline = performance.now() + RAMP_MS;
  while (clients.length < count && performance.now() < deadline) {
    clients.push(...(await Promise.all(Array.from({ length: AT_ONCE }, () => server.connect()))));
  }
}

/** What a start on many stored sessions takes beyond a start on a single one. */
async function perSession(who: Contender, directory: string): Promise<number | null> {
  const few = (await started(who, join(directory, 'few'), settled))?.all ?? null;
  const many = (await started(who, join(directory, 'many'), settled))?.all ?? null;
  return few === null || many === null ? null : (many - few) / (SESSIONS - 1);
}

async function storeSessions(who: Contender, directory: string): Promise<void> {
  for (const [name, count] of [
    ['few', 1],
    ['many', SESSIONS],
  ] as const) {
    const state = join(directory, name);
    await mkdir(state, { recursive: true });
    await started(who, state, async (server) => {
      const client = await server.connect();
      await seed(client, count, (index) => `agent:main:bench-${index}`);
      await client.close();
    });
  }
}

async function place(directory: string, who: Contender): Promise<string> {
  const path = join(directory, who.name.replaceAll(' ', '-'));
  await mkdir(path, { recursive: true });
  return path;
}

async function started<T>(who: Contender, directory: string, use: (server: Server) => Promise<T>): Promise<T> {
  const server = await start(who, directory);
  try {
    return await use(server);
  } finally {
    await server.stop();
  }
}

async function settled(server: Server): Promise<ReturnType<typeof resident>> {
  await delay(SETTLE_MS);
  return resident(server.pid);
}

function figures({ name }: Contender, found: Found[]): Report['figures'] {
  return [
    ...figure('idle', name, 'MB', complete(megabytes(found))),
    ...figure(
      'idle: of it its children',
      name,
      'MB',
      complete(found.map(({ children }) => children && children / 1e6)),
    ),
    ...figure('each further connection', name, 'kB', complete(slopes(found))),
    ...figure('each further stored session', name, 'kB', complete(sessions(found))),
  ];
}

function megabytes(found: Found[]): (number | null)[] {
  return found.map(({ idle }) => idle && idle / 1e6);
}

function slopes(found: Found[]): (number | null)[] {
  return found.map(({ perConnection }) => perConnection && perConnection / 1e3);
}

function sessions(found: Found[]): (number | null)[] {
  return found.map(({ perSession }) => perSession && perSession / 1e3);
}

// sessions.list, one request at a time, at 50 and at 50,000 sessions: each page costs the same however many there are.
// The rows are put straight into the database, before the server starts: through the socket they would take minutes.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createClient } from '@libsql/client/sqlite3';
import * as v from 'valibot';
import { newSession } from '../actors/decisions.ts';
import type { SessionRecord } from '../src/records.ts';
import { openDatabase } from '../src/store/database.ts';
import { upserting } from '../src/store/rows.ts';
import { sessions } from '../src/store/tables.ts';
import type { Client } from './client.ts';
import type { Field } from './contenders.ts';
import { withDirectory } from './directory.ts';
import { measure } from './load.ts';
import { figure, judge, type Report } from './report.ts';
import { complete, ratios, rounds } from './rounds.ts';
import { type Server, start } from './server.ts';

type Page = { what: string; params: object };
type Entrant = { stored: number; server: Server; client: Client };

const SPAN_MS = 300;
const SMALL = 50;
const LARGE = 50_000;
const PARENT = 'agent:main:main';
const listed = { limit: 20, includeDerivedTitles: true, includeLastMessage: true };
/** Each finds at least twenty sessions at either count, so that equal pages are compared. */
const pages: Page[] = [
  { what: 'first page', params: {} },
  { what: 'second page', params: { offset: 20 } },
  { what: 'of an agent', params: { agentId: 'main' } },
  { what: 'archived and not', params: { archived: 'all' } },
  { what: 'by interaction', params: { sortBy: 'lastInteractionAt' } },
  { what: 'children of one', params: { spawnedBy: PARENT } },
  { what: 'of a label', params: { label: 'Label' } },
  { what: 'found by a word', params: { search: 'holiday' } },
];
const Listed = v.object({ sessions: v.array(v.unknown()), totalCount: v.number() });

export async function sessionsList({ gateway }: Field): Promise<Report> {
  return await withDirectory(async (directory) => {
    const entrants: Entrant[] = [];
    try {
      for (const stored of [SMALL, LARGE]) {
        const home = await seed(join(directory, `${stored}`), stored);
        const server = await start(gateway, home);
        entrants.push({ stored, server, client: await server.connect() });
      }
      return await compare(entrants);
    } finally {
      await Promise.all(entrants.map(({ client }) => client.close()));
      await Promise.all(entrants.map(({ server }) => server.stop()));
    }
  });
}

async function compare(entrants: Entrant[]): Promise<Report> {
  const report: Report = { name: 'sessions-list', title: 'sessions.list, one at a time', figures: [], verdicts: [] };
  for (const { what, params } of pages) {
    const request = { ...listed, ...params };
    for (const entrant of entrants) await fetchOnce(entrant, what, request);
    const measured = await rounds(entrants, ({ server, client }) =>
      measure(server, client, { method: 'sessions.list', params: () => request, inFlight: 1 }, SPAN_MS),
    );
    const [few = [], many = []] = [...measured.values()].map((found) => found.map(({ p50 }) => p50));
    for (const [{ stored, server }, found] of measured) {
      const values = complete(found.map(({ p50 }) => p50));
      report.figures.push(...figure(`${what}: p50 of ${stored}`, server.name, 'ms', values));
    }
    const compared = `${what}: p50 at ${LARGE} over ${SMALL}`;
    report.verdicts.push(judge({ target: 'list', what: compared, values: ratios(many, few) }, { atMost: 1.5 }));
  }
  return report;
}

/** Warms the page, and makes sure that it is full: a short page would be a fast one. */
async function fetchOnce({ stored, client }: Entrant, what: string, request: object): Promise<void> {
  const { payload } = await client.request('sessions.list', request);
  const { sessions, totalCount } = v.parse(Listed, payload);
  if (sessions.length === listed.limit && totalCount <= stored) return;
  throw new Error(`Cannot time '${what}': ${sessions.length} of ${totalCount} sessions came at ${stored}`);
}

async function seed(home: string, count: number): Promise<string> {
  await mkdir(home);
  const client = createClient({ url: `file:${join(home, 'pincer.db')}`, concurrency: 1 });
  const { $client } = await openDatabase(client);
  const put = upserting(sessions, ['id']);
  for (let from = 0; from < count; from += 5000) {
    const rows = Array.from({ length: Math.min(5000, count - from) }, (_, at) => record(from + at));
    await $client.batch(put(rows), 'write');
  }
  $client.close();
  return home;
}

function record(index: number): SessionRecord {
  const at = 1_700_000_000_000 + index * 60_000;
  const few = index < SMALL - 10;
  return {
    ...newSession(`agent:main:bench-${index}`, at),
    interactedAt: at,
    title: `Conversation ${index} about ${few ? 'a holiday' : 'other things'}`,
    preview: 'What was said last, in a line that is as long as such lines usually are. '.repeat(3),
    label: few ? 'Label' : null,
    parentKey: few ? PARENT : null,
    archived: index >= SMALL && index % 10 === 0,
  };
}

// P3: chat.history, one request at a time: what a page costs, and that it costs the same however much is stored.
import * as v from 'valibot';
import type { Client } from './client.ts';
import { everyone, type Field } from './contenders.ts';
import { type Measure, measure, seed } from './load.ts';
import { figure, judge, type Report } from './report.ts';
import { complete, ratios, rounds } from './rounds.ts';
import { type Server, withServers } from './server.ts';

type Entrant = { server: Server; client: Client };
type Page = { stored: number; limit: number };

const SPAN_MS = 400;
const TARGET = 1_000_000;
const LARGE = process.env.BENCH_LARGE === '1' ? TARGET : 10_000;
const pages: Page[] = [50, 200, 1000].map((limit) => ({ stored: 1000, limit }));
const small: Page = { stored: 100, limit: 50 };
const large: Page = { stored: LARGE, limit: 50 };
const sizes = [...new Set([100, 10_000, LARGE])];
const Shown = v.object({ messages: v.array(v.unknown()) });

export async function history(field: Field): Promise<Report> {
  return await withServers(everyone(field), async (servers) => {
    const entrants = await Promise.all(servers.map(async (server) => ({ server, client: await server.connect() })));
    // OpenClaw would need most of a minute to store ten thousand entries; its history is known to grow with them.
    const growing = entrants.slice(0, 2);
    for (const { client } of entrants) await store(client, 1000);
    for (const { client } of growing) for (const stored of sizes) await store(client, stored);
    const report: Report = { name: 'history', title: 'chat.history, one at a time', figures: [], verdicts: [] };
    for (const page of pages) {
      const [floor = [], gateway = []] = await series(report, entrants, page);
      const what = `limit ${page.limit} of ${page.stored}: p50 over the floor`;
      report.verdicts.push(judge({ target: 'P3', what, values: ratios(gateway, floor) }, { atMost: 2 }));
    }
    report.verdicts.push(await growth(report, growing));
    report.verdicts.push(await flatness(report, growing.slice(1)));
    await Promise.all(entrants.map(({ client }) => client.close()));
    return report;
  });
}

/** Small and large alternate, so that a round's ratio compares neighbours in time. */
async function growth(report: Report, entrants: Entrant[]): Promise<Report['verdicts'][number]> {
  const turns = entrants.flatMap((entrant) => [small, large].map((page) => ({ entrant, page })));
  for (const { entrant, page } of turns) await fetchOnce(entrant.client, page);
  const measured = await rounds(turns, ({ entrant, page }) => timed(entrant, page));
  for (const [{ entrant, page }, found] of measured) report.figures.push(...figures(entrant.server, page, found));
  const [, , few = [], many = []] = [...measured.values()].map((found) => found.map(({ p50 }) => p50));
  const what = `limit ${large.limit}: p50 with ${large.stored} stored over ${small.stored} stored`;
  const note = LARGE < TARGET ? `at ${LARGE} of ${TARGET}: BENCH_LARGE=1` : null;
  return judge({ target: 'P3', what, values: ratios(many, few), note }, { atMost: 1.3 });
}

/** The usual page of 200 rows at every size. A session of 100 has but 100 rows to show, so that a row is what is compared. */
async function flatness(report: Report, entrants: Entrant[]): Promise<Report['verdicts'][number]> {
  const turns = entrants.flatMap((entrant) => sizes.map((stored) => ({ entrant, page: { stored, limit: 200 } })));
  for (const { entrant, page } of turns) await fetchOnce(entrant.client, page);
  const measured = await rounds(turns, ({ entrant, page }) => timed(entrant, page));
  for (const [{ entrant, page }, found] of measured) report.figures.push(...figures(entrant.server, page, found));
  const perRow = [...measured].map(([{ page }, found]) => found.map(({ p50 }) => p50 / rowsOf(page)));
  const largest = perRow[0]?.map((_, round) => Math.max(...perRow.map((series) => series[round] ?? Number.NaN)));
  const smallest = perRow[0]?.map((_, round) => Math.min(...perRow.map((series) => series[round] ?? Number.NaN)));
  const what = `limit 200 at ${sizes.join(', ')} stored: p50 of a row, largest over smallest`;
  const note = LARGE < TARGET ? `up to ${LARGE} of ${TARGET}: BENCH_LARGE=1` : null;
  return judge({ target: 'P3', what, values: ratios(largest ?? [], smallest ?? []), note }, { atMost: 1.5 });
}

async function series(report: Report, entrants: Entrant[], page: Page): Promise<number[][]> {
  for (const { client } of entrants) await fetchOnce(client, page);
  const measured = await rounds(entrants, (entrant) => timed(entrant, page));
  for (const [{ server }, found] of measured) report.figures.push(...figures(server, page, found));
  return [...measured.values()].map((found) => found.map(({ p50 }) => p50));
}

function timed({ server, client }: Entrant, page: Page): Promise<Measure> {
  return measure(server, client, { method: 'chat.history', params: () => request(page), inFlight: 1 }, SPAN_MS);
}

/** Warms the page, and makes sure that it holds what was asked for: a short page would be a fast one. */
async function fetchOnce(client: Client, page: Page): Promise<void> {
  const { payload } = await client.request('chat.history', request(page));
  const { messages } = v.parse(Shown, payload);
  if (messages.length === rowsOf(page)) return;
  throw new Error(`Cannot time chat.history: ${messages.length} messages came where there are ${rowsOf(page)}`);
}

function rowsOf({ stored, limit }: Page): number {
  return Math.min(stored, limit);
}

function figures({ name }: Server, { stored, limit }: Page, found: Measure[]): Report['figures'] {
  const what = `limit ${limit} of ${stored}`;
  return [
    ...figure(`${what}: p50`, name, 'ms', complete(found.map(({ p50 }) => p50))),
    ...figure(`${what}: p95`, name, 'ms', complete(found.map(({ p95 }) => p95))),
    ...figure(`${what}: processor`, name, 'ms each', complete(found.map(({ processor }) => processor))),
  ];
}

function request({ stored, limit }: Page): { sessionKey: string; limit: number } {
  return { sessionKey: key(stored), limit };
}

function key(stored: number): string {
  return `agent:main:bench-${stored}`;
}

async function store(client: Client, count: number): Promise<void> {
  await seed(client, count, () => key(count));
}

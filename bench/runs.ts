// P5: from chat.send to the final event with a model that answers at once, and runs a second in 32 sessions.
import type { Client } from './client.ts';
import { everyone, type Field } from './contenders.ts';
import { message } from './load.ts';
import { withModel } from './model.ts';
import { figure, judge, type Report } from './report.ts';
import { complete, ratios, rounds, spread } from './rounds.ts';
import { withServers } from './server.ts';
import { processorTime } from './usage.ts';

const SESSIONS = 32;
const ONE_BY_ONE = 100;
const EACH = 20;

type Measure = { p50: number; perSecond: number; processor: number | null };

export async function runs(field: Field): Promise<Report> {
  return await withModel((url) =>
    withServers(
      everyone(field),
      async (servers) => {
        const entrants = await Promise.all(servers.map(async (server) => ({ server, client: await server.connect() })));
        for (const { client } of entrants) await crowd(client, EACH);
        const measured = await rounds(entrants, ({ server, client }) => measure(server.pid, client));
        await Promise.all(entrants.map(({ client }) => client.close()));
        const [floor = [], gateway = [], openclaw = []] = measured.values();
        const absent = field.openclaw ? 'no /proc' : 'OPENCLAW_BIN is not set';
        const of = (series: Measure[], name: 'p50' | 'perSecond') => series.map((one) => one[name]);
        const question = (what: string, values: number[] | null, why = '') => ({ target: 'P5', what, values, why });
        return {
          name: 'runs',
          title: 'chat.send to final, instant model, through the real agent loop',
          figures: [...measured].flatMap(([{ server }, series]) => [
            ...figure('1 session: p50', server.name, 'ms', of(series, 'p50')),
            ...figure(`${SESSIONS} sessions: rate`, server.name, 'runs per second', of(series, 'perSecond')),
            ...figure('processor', server.name, 'ms each', complete(series.map(({ processor }) => processor))),
          ]),
          verdicts: [
            judge(question('1 session: p50 over the floor', ratios(of(gateway, 'p50'), of(floor, 'p50'))), {
              atMost: 3,
            }),
            judge(
              question(
                `${SESSIONS} sessions: rate over the floor`,
                ratios(of(gateway, 'perSecond'), of(floor, 'perSecond')),
              ),
              {
                atLeast: 0.4,
              },
            ),
            judge(question('1 session: p50 over OpenClaw', ratios(of(gateway, 'p50'), of(openclaw, 'p50')), absent), {
              atMost: 1,
            }),
          ],
        };
      },
      settingsFor(url),
    ),
  );
}

async function measure(pid: number, client: Client): Promise<Measure> {
  const key = `agent:main:bench-${crypto.randomUUID()}`;
  const latencies: number[] = [];
  for (let index = 0; index < ONE_BY_ONE; index += 1) latencies.push(await client.talk(key, message(index)));
  const before = processorTime(pid);
  const began = performance.now();
  const done = await crowd(client, EACH);
  const took = performance.now() - began;
  const after = processorTime(pid);
  return {
    p50: spread(latencies).median,
    perSecond: (done * 1000) / took,
    processor: before === null || after === null ? null : (after - before) / done,
  };
}

/** So many runs one after another in each of the sessions, all sessions at once. */
async function crowd(client: Client, each: number): Promise<number> {
  const talks = Array.from({ length: SESSIONS }, async () => {
    const key = `agent:main:bench-${crypto.randomUUID()}`;
    for (let index = 0; index < each; index += 1) await client.talk(key, message(index));
  });
  await Promise.all(talks);
  return SESSIONS * each;
}

function settingsFor(baseUrl: string): Record<string, unknown> {
  return {
    models: { providers: { instant: { baseUrl, models: [{ id: 'instant' }] } } },
    agents: { defaults: { model: 'instant/instant' } },
  };
}

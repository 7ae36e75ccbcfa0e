// P1 and P2: chat.inject with 64 in flight into 1 and 64 sessions, and what one costs the server's processor.
import type { Client } from './client.ts';
import { everyone, type Field } from './contenders.ts';
import { type Load, type Measure, measure, message } from './load.ts';
import { figure, judge, type Report } from './report.ts';
import { complete, ratios, rounds } from './rounds.ts';
import { type Server, withServers } from './server.ts';

const IN_FLIGHT = 64;
const SPAN_MS = 1000;
const WARM_MS = 1000;
const shapes = [1, 64];

export async function inject(field: Field): Promise<Report> {
  return await withServers(everyone(field), async (servers) => {
    const entrants = await Promise.all(servers.map(async (server) => ({ server, client: await server.connect() })));
    const report: Report = {
      name: 'inject',
      title: `chat.inject, ${IN_FLIGHT} in flight, 350 bytes`,
      figures: [],
      verdicts: [],
    };
    for (const { server, client } of entrants) await measure(server, client, load(64), WARM_MS);
    for (const sessions of shapes) {
      const measured = await rounds(entrants, ({ server, client }) => measure(server, client, load(sessions), SPAN_MS));
      const [floor = [], gateway = [], openclaw = null] = measured.values();
      const what = sessions === 1 ? '1 session' : `${sessions} sessions`;
      for (const [{ server }, series] of measured) report.figures.push(...figures(what, server, series));
      report.verdicts.push(...verdicts(what, gateway, floor, openclaw));
    }
    await Promise.all(entrants.map(({ client }: { client: Client }) => client.close()));
    return report;
  });
}

function load(sessions: number): Omit<Load, 'more'> {
  return {
    method: 'chat.inject',
    params: (index) => ({ sessionKey: `agent:main:bench-${index % sessions}`, message: message(index) }),
    inFlight: IN_FLIGHT,
  };
}

function figures(what: string, { name }: Server, series: Measure[]): Report['figures'] {
  return [
    ...figure(`${what}: rate`, name, 'per second', rates(series)),
    ...figure(`${what}: p50`, name, 'ms', complete(series.map(({ p50 }) => p50))),
    ...figure(`${what}: p95`, name, 'ms', complete(series.map(({ p95 }) => p95))),
    ...figure(`${what}: processor`, name, 'ms each', complete(costs(series))),
  ];
}

function verdicts(what: string, gateway: Measure[], floor: Measure[], openclaw: Measure[] | null): Report['verdicts'] {
  const absent = openclaw ? 'no /proc' : 'OPENCLAW_BIN is not set';
  const question = (target: string, over: string, values: number[] | null, why: string) => ({
    target,
    what: `${what}: ${target === 'P1' ? 'rate' : 'processor'} over ${over}`,
    values,
    why,
  });
  const rival = openclaw ?? [];
  return [
    judge(question('P1', 'the floor', ratios(rates(gateway), rates(floor)), ''), { atLeast: 0.7 }),
    judge(question('P1', 'OpenClaw', ratios(rates(gateway), rates(rival)), absent), { atLeast: 25 }),
    judge(question('P2', 'the floor', ratios(costs(gateway), costs(floor)), 'no /proc'), { atMost: 1.5 }),
    judge(question('P2', 'OpenClaw', ratios(costs(gateway), costs(rival)), absent), { atMost: 1 / 25 }),
  ];
}

function rates(series: Measure[]): number[] {
  return series.map(({ perSecond }) => perSecond);
}

function costs(series: Measure[]): (number | null)[] {
  return series.map(({ processor }) => processor);
}

// npm run bench:scale:simulate: days and minutes of traffic in virtual time, with what was measured here. BENCH_SEED changes
// the draws. A day is simulated for one gateway of many, with all of its sessions and every run of theirs.
import { costOf, machinesFor } from './cost.ts';
import { type Deployment, simulate } from './deployment.ts';
import { figure, readMeasured } from './measured.ts';
import { namesThatFit } from './routing.ts';
import { type Service, serviceOf } from './service.ts';
import { type Day, keepSimulated, loadOf, type Minute, type Simulated, type Step } from './simulated.ts';
import { scaled } from './tally.ts';
import { DAY_MS, meanOfDay, THINK_MS, type Traffic } from './traffic.ts';

const measured = readMeasured();
const service = serviceOf(measured);
const seed = Number(process.env.BENCH_SEED ?? 1);
/** A message and its answer; and what it takes to let somebody in, which is more than the Worker has of it. */
const each = {
  bytes: 2 * (figure(measured, 'sqld, bytes for 1000 messages').median / 1000),
  milliseconds: service.open.workerdMs,
};
/** A server is not loaded to its edge. */
const LOADED = 0.7;
const PEAK_MS = 20 * 3_600_000;
const MINUTE_MS = 60_000;

const million: Traffic = { gateways: 10_000, sessions: 1_000_000, peakRuns: 10_000, bySocket: 0.5, attended: 0 };
const town: Traffic = { gateways: 2000, sessions: 100_000, peakRuns: perDay(200_000), bySocket: 0.5, attended: 0.05 };
/** Many of them, so that a quiet day and a busy one even out; told for one. */
const HOUSEHOLDS = 50;
const household: Traffic = {
  ...{ gateways: HOUSEHOLDS, sessions: 50 * HOUSEHOLDS, peakRuns: perDay(200 * HOUSEHOLDS) },
  ...{ bySocket: 0.5, attended: 0.15 },
};

const millionDay = await day(million, 1000);
const commits = (millionDay.day.commits / millionDay.day.ended) * million.peakRuns;
const one = service.databaseCommits * LOADED;
const needed = Math.ceil(commits / one);
const simulated: Simulated = {
  seed,
  days: {
    household: oneOf(await day(household, 1)),
    town: await day(town, 20),
    million: millionDay,
    millionWatched: await day({ ...million, attended: 0.05 }, 1000),
  },
  shards: { commitsPerSecond: commits, one, needed },
  peak: { nobody: await minute(service, 0, needed), everywhere: await minute(service, 1, needed) },
  ladder: await ladder([1, 2, 5, 10, 20, 50, 100]),
  namesThatFit: namesThatFit(),
};
keepSimulated(simulated);
process.stdout.write(`${JSON.stringify(simulated, null, 2)}\n`);

/** How many a second at the peak make so many in a day. */
function perDay(runs: number): number {
  return runs / (DAY_MS / 1000) / meanOfDay();
}

async function day(traffic: Traffic, of: number): Promise<Day> {
  const gateways = every(traffic.gateways, of);
  const { tally, sessions } = await simulate(service, { traffic, gateways, seed, from: 0, until: DAY_MS });
  const all = scaled(tally, traffic.gateways / gateways.length);
  const atPeak = (ms: number) => (ms / all.ended) * (traffic.peakRuns / 1000);
  return {
    traffic,
    of,
    simulated: { gateways: gateways.length, sessions: sessions.size, runs: tally.ended },
    day: all,
    socketsAtPeak: Math.round((traffic.peakRuns * traffic.bySocket * THINK_MS) / 1000),
    sqldCores: atPeak(all.sqldMs),
    machines: machinesFor(atPeak(all.sqldMs)),
    workerdCores: atPeak(all.workerdMs),
    cost: costOf(all, each),
  };
}

/** What is so for all of them together, for one. */
function oneOf({ traffic, day: all, ...found }: Day): Day {
  const { gateways, sessions, peakRuns } = traffic;
  const one = { ...traffic, gateways: 1, sessions: sessions / gateways, peakRuns: peakRuns / gateways };
  const mine = scaled(all, 1 / gateways);
  return {
    ...found,
    traffic: one,
    day: mine,
    socketsAtPeak: found.socketsAtPeak / gateways,
    sqldCores: found.sqldCores / gateways,
    workerdCores: found.workerdCores / gateways,
    machines: machinesFor(found.sqldCores / gateways),
    cost: costOf(mine, each),
  };
}

/** The peak minute of the shard that has the busiest session, all of it, after a minute to get going. */
async function minute(costs: Service, attended: number, shards: number): Promise<Minute> {
  const traffic = { ...million, attended };
  const gateways = Array.from({ length: Math.ceil(traffic.gateways / shards) }, (_, index) => index * shards);
  const deployment = await simulate(costs, { traffic, gateways, seed, from: PEAK_MS, until: PEAK_MS + 2 * MINUTE_MS });
  const objects = [...deployment.gateways.values()];
  return {
    runs: deployment.tally.ended,
    deliveries: loadOf(objects.map((one) => most(one.told))),
    commits: loadOf(objects.map((one) => most(one.committed))),
    delayMs: loadOf(objects.flatMap((one) => one.delays)),
    hottest: Math.max(...[...deployment.sessions.values()].map((one) => one.asked)) / 2,
    tally: deployment.tally,
  };
}

/** One gateway with more and more to hear, and one who hears it. */
async function ladder(rates: readonly number[]): Promise<Step[]> {
  const steps: Step[] = [];
  for (const peakRuns of rates) {
    const traffic = { gateways: 1, sessions: peakRuns * 100, peakRuns, bySocket: 0.5, attended: 1 };
    const slice = { traffic, gateways: [0], seed, from: PEAK_MS, until: PEAK_MS + MINUTE_MS };
    const deployment: Deployment = await simulate(service, slice);
    const [object] = deployment.gateways.values();
    const { deliveries, ended } = deployment.tally;
    steps.push({
      runsPerSecond: peakRuns,
      deliveriesPerSecond: most(object?.told ?? new Map()),
      delayP99Ms: loadOf(object?.delays ?? []).p99,
      deliveriesPerRun: deliveries / ended,
    });
  }
  return steps;
}

function every(count: number, of: number): number[] {
  return Array.from({ length: Math.ceil(count / of) }, (_, index) =>
    Math.min(count - 1, index * of + Math.floor(of / 2)),
  );
}

function most(seconds: ReadonlyMap<number, number>): number {
  return Math.max(0, ...seconds.values());
}

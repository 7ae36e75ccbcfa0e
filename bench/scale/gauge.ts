// One measure on a deployment: how many, how fast, how many were refused, and the processor time that workerd and sqld took
// for each. A database that many write to at once refuses some: whoever asked asks again, as clients do.
import type { Client } from '../client.ts';
import type { Platform } from './platform.ts';

export type Done = { latencies: number[]; refused: number };
export type Gauge = {
  perSecond: number;
  p50: number;
  p95: number;
  workerd: number;
  sqld: number;
  refused: number;
};
export type Load = { method: string; params: (index: number) => object; inFlight: number };

/** What each round found, by name. */
export type Series = Record<string, number[]>;

/** `work` answers with what each of its operations took, in milliseconds. */
export async function gauge({ used }: Pick<Platform, 'used'>, work: () => Promise<Done>): Promise<Gauge> {
  const before = used();
  const began = performance.now();
  const { latencies, refused } = await work();
  const took = performance.now() - began;
  const after = used();
  const sorted = latencies.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return {
    perSecond: (latencies.length * 1000) / took,
    p50: at(0.5),
    p95: at(0.95),
    workerd: (after.workerd - before.workerd) / latencies.length,
    sqld: (after.sqld - before.sqld) / latencies.length,
    refused: refused / (latencies.length + refused),
  };
}

/** One after another until the time is over, on so many lines side by side. */
export async function repeated(work: (index: number) => Promise<unknown>, lines: number, span: number): Promise<Done> {
  const until = performance.now() + span;
  const done: Done = { latencies: [], refused: 0 };
  let sent = 0;
  const line = async () => {
    while (performance.now() < until) {
      const began = performance.now();
      sent += 1;
      const well = await work(sent).then(
        () => true,
        () => false,
      );
      if (well) done.latencies.push(performance.now() - began);
      else done.refused += 1;
    }
  };
  await Promise.all(Array.from({ length: lines }, line));
  return done;
}

/** So many in flight on each of the connections, for so long. */
export async function loaded(clients: readonly Client[], load: Load, span: number): Promise<Done> {
  const { method, params, inFlight } = load;
  return together(
    await Promise.all(
      clients.map((client) => repeated((index) => client.request(method, params(index)), inFlight, span)),
    ),
  );
}

export function together(all: readonly Done[]): Done {
  return {
    latencies: all.flatMap(({ latencies }) => latencies),
    refused: all.reduce((sum, { refused }) => sum + refused, 0),
  };
}

export function note(series: Series, what: string, value: number): void {
  series[what] ??= [];
  if (Number.isFinite(value)) series[what].push(value);
}

export function noteGauge(series: Series, what: string, found: Gauge): void {
  for (const [name, value] of Object.entries(found)) note(series, `${what}: ${name}`, value);
}

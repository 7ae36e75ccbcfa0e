// Load on one connection: a fixed number of requests in flight until enough were sent, with what they took.
import type { Client } from './client.ts';
import type { Server } from './server.ts';
import { processorTime } from './usage.ts';

export type Load = {
  method: string;
  params: (index: number) => object;
  inFlight: number;
  /** Asked before each request: whether there shall be another. */
  more: (sent: number) => boolean;
};

export type Measure = { perSecond: number; p50: number; p95: number; processor: number | null };

/** Sends the load and resolves with every latency in milliseconds, when the last answer has come. */
export function pump(client: Client, { method, params, inFlight, more }: Load): Promise<number[]> {
  return new Promise((resolve, reject) => {
    const latencies: number[] = [];
    let sent = 0;
    let flying = 0;
    let failed = false;
    const next = (): void => {
      if (!failed && more(sent)) {
        sent += 1;
        flying += 1;
        client.send(method, params(sent - 1), (error, { milliseconds }) => {
          flying -= 1;
          if (error) {
            failed = true;
            reject(error);
          } else {
            latencies.push(milliseconds);
            next();
          }
        });
      } else if (flying === 0) {
        resolve(latencies);
      }
    };
    for (let slot = 0; slot < inFlight && !failed; slot += 1) next();
  });
}

/** The load for so many milliseconds: operations per second, latency, and the server's processor time per operation. */
export async function measure(
  server: Server,
  client: Client,
  load: Omit<Load, 'more'>,
  span: number,
): Promise<Measure> {
  const before = processorTime(server.pid);
  const began = performance.now();
  const latencies = await pump(client, { ...load, more: () => performance.now() - began < span });
  const took = performance.now() - began;
  const after = processorTime(server.pid);
  latencies.sort((a, b) => a - b);
  return {
    perSecond: (latencies.length * 1000) / took,
    p50: quantile(latencies, 0.5),
    p95: quantile(latencies, 0.95),
    processor: before === null || after === null ? null : (after - before) / latencies.length,
  };
}

function quantile(sorted: number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

const filler = 'The quick brown fox jumps over the lazy dog, and nobody in the village ever asked it why. '.repeat(4);

/** A message of some 350 bytes that no other has. */
export function message(index: number): string {
  return `${index}: ${filler.slice(0, 340)}`;
}

/** Writes so many entries through the socket, so that no bench knows how they are stored. */
export async function seed(client: Client, count: number, sessionKey: (index: number) => string): Promise<void> {
  await pump(client, {
    method: 'chat.inject',
    params: (index) => ({ sessionKey: sessionKey(index), message: message(index) }),
    inFlight: 64,
    more: (sent) => sent < count,
  });
}

// A gateway in workerd that is watched: how often its objects were made and called, and what a test does to them.
import * as v from 'valibot';
import { type Gateway, type GatewayOptions, startGateway } from '../fixtures/gateway.ts';
import { workerd } from '../fixtures/runtimes.ts';

export type Watched = Gateway & {
  /** How often an object was called in that way, or made, since the program began. */
  count(name: string, what: string): Promise<number>;
  /** All that was counted of objects whose name begins so. */
  counts(beginning: string): Promise<Record<string, number>>;
  /** Out of memory, as after a long silence: once it is idle, with its sockets kept. */
  evict(name: string): Promise<void>;
  /** Given up by the platform in the middle of its work: its sockets are cut. */
  breakOff(name: string): Promise<void>;
  /** Lets its alarm ring now; when it would have, or null when none is set. */
  ring(name: string): Promise<number | null>;
  /** What it keeps in its storage, by name. */
  stored(name: string): Promise<string[]>;
};

const Counts = v.record(v.string(), v.number());

export async function startWatched(options: GatewayOptions = {}): Promise<Watched> {
  const { PINCER_WATCHED_WORKER: config = '' } = process.env;
  const environment = { PINCER_WORKER_CONFIG: config, ...options.environment };
  const gateway = await startGateway(workerd, { ...options, environment });
  const ask = async (what: string, name = ''): Promise<unknown> => {
    const answer = await fetch(`${gateway.http}/__watch?${new URLSearchParams({ what, name })}`);
    if (!answer.ok) throw new Error(`Cannot ask for ${what} of ${name}: ${await answer.text()}`);
    return answer.json();
  };
  const counts = async (beginning: string) => {
    const all = Object.entries(v.parse(Counts, await ask('counts')));
    return Object.fromEntries(all.filter(([key]) => key.startsWith(beginning)));
  };
  return Object.assign(gateway, {
    counts,
    count: async (name: string, what: string) => (await counts(''))[`${name} ${what}`] ?? 0,
    evict: async (name: string) => void (await ask('evict', name)),
    breakOff: async (name: string) => void (await ask('break', name)),
    ring: async (name: string) => v.parse(v.nullable(v.number()), await ask('ring', name)),
    stored: async (name: string) => v.parse(v.array(v.string()), await ask('stored', name)),
  });
}

/** The object of a session of a deployment with one gateway. */
export function objectOf(key: string): string {
  return `main/${key}`;
}

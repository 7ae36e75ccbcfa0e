// A thousand session objects with a socket each: what workerd keeps for them awake and asleep, and how soon one that sleeps,
// or that nobody ever saw, answers.
import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '../client.ts';
import { spread } from '../rounds.ts';
import { gauge, note, type Series } from './gauge.ts';
import type { Platform } from './platform.ts';

const OBJECTS = 1000;
const AT_ONCE = 20;
/** The platform puts an idle object out of memory after ten seconds. */
const SLEEP_MS = 14_000;
const TRIED = 60;

export async function memory(platform: Platform, series: Series): Promise<void> {
  const warm = await platform.connect('warm');
  await warm.request('chat.inject', { message: 'warm' });
  await delay(500);
  const before = platform.memory();
  const clients: Client[] = [];
  const names = Array.from({ length: OBJECTS }, (_, index) => `kept-${index}`);
  const connecting = await gauge(platform, async () => {
    const latencies: number[] = [];
    for (let at = 0; at < OBJECTS; at += AT_ONCE) {
      const some = names.slice(at, at + AT_ONCE).map(async (name) => {
        const began = performance.now();
        clients.push(await platform.connect(name));
        latencies.push(performance.now() - began);
      });
      await Promise.all(some);
    }
    return { latencies, refused: 0 };
  });
  note(series, 'objects: workerd to connect', connecting.workerd);
  await delay(500);
  note(series, 'objects: awake, kB each', (platform.memory() - before) / OBJECTS / 1000);
  await delay(SLEEP_MS);
  note(series, 'objects: asleep, kB each', (platform.memory() - before) / OBJECTS / 1000);
  const woken: number[] = [];
  const asked: number[] = [];
  const waking = await gauge(platform, async () => {
    for (const client of clients.slice(0, TRIED)) woken.push(await refused(client));
    return { latencies: woken, refused: 0 };
  });
  for (const client of clients.slice(TRIED, 2 * TRIED)) asked.push(await timed(client, 'chat.history'));
  note(series, 'objects: a sleeping one answers, ms', spread(woken).median);
  note(series, 'objects: workerd to wake one', waking.workerd);
  note(series, 'objects: a sleeping one reads its history, ms', spread(asked).median);
  const cold: number[] = [];
  const first: number[] = [];
  for (let index = 0; index < TRIED; index += 1) {
    const began = performance.now();
    const client = await platform.connect(`cold-${index}`);
    cold.push(performance.now() - began);
    first.push(await timed(client, 'chat.history'));
    await client.close();
  }
  note(series, 'objects: one never seen welcomes, ms', spread(cold).median);
  note(series, 'objects: and reads its first history, ms', spread(first).median);
  await Promise.all([...clients, warm].map((client) => client.close()));
}

async function timed(client: Client, method: string): Promise<number> {
  return (await client.request(method, {})).milliseconds;
}

function refused(client: Client): Promise<number> {
  const began = performance.now();
  return new Promise((resolve) => client.send('no.such.method', {}, () => resolve(performance.now() - began)));
}

// What one thing costs in operations, exactly: the platform's are counted in the objects, the database's before sqld.
// Everything is asked twice and the second is counted, so that nothing is counted that an isolate does only once.
import { setTimeout as delay } from 'node:timers/promises';
import type { DatabaseCounts } from './database-proxy.ts';
import { type Platform, TOKEN } from './platform.ts';
import type { Pace } from './slow-model.ts';

export type Counted = { database: DatabaseCounts; platform: Record<string, number> };
export type Counts = Record<string, Counted>;

/** A run that speaks for so long, in words that come like those of a quick model. */
export const SPOKEN: Pace = { words: 200, everyMs: 20 };
const INSTANT: Pace = { words: 6, everyMs: 0 };
const SETTLE_MS = 300;
/** Longer than an object may keep work lying before its alarm looks after it. */
const ALARM_MS = 32_000;
/** Longer than an object stays in memory that nobody asks for anything. */
const SLEEP_MS = 13_000;

export async function measureCounts(platform: Platform, setPace: (pace: Pace) => void): Promise<Counts> {
  const { proxy } = platform;
  if (!proxy) throw new Error('Cannot count: this deployment has no proxy before its database');
  const counts: Counts = {};
  const counted = async (what: string, work: () => Promise<unknown>) => {
    await settled(platform);
    await work();
    await delay(SETTLE_MS);
    counts[what] = { database: proxy.take(), platform: await platform.counts() };
  };
  const settled = async ({ counts: take }: Platform) => {
    await delay(SETTLE_MS);
    proxy.take();
    await take();
  };
  setPace(INSTANT);
  await (await platform.connect('warm')).close();
  let client = await platform.connect('counted');
  await counted('connect to a session, in memory', async () => (await platform.connect('counted')).close());
  await counted('connect to a session, never seen', async () => (await platform.connect('never-seen')).close());
  await client.request('chat.inject', { message: 'first' });
  await counted('chat.inject', () => client.request('chat.inject', { message: 'second' }));
  await client.talk('counted', 'first');
  await counted('chat.send, instant answer', () => client.talk('counted', 'second'));
  await counted('chat.history', () => client.request('chat.history', { limit: 50 }));
  setPace(SPOKEN);
  await counted('chat.send, 4 s of words', () => client.talk('counted', 'third'));
  await counted('chat.completions, 4 s of words', () => completion(platform));
  const watcher = await platform.connect();
  await client.request('chat.inject', { message: 'somebody watches' });
  await counted('chat.inject, watched', () => client.request('chat.inject', { message: 'watched' }));
  await counted('chat.send, 4 s of words, watched', () => client.talk('counted', 'fourth'));
  await watcher.close();
  await delay(SETTLE_MS);
  setPace(INSTANT);
  await client.close();
  // The alarms of all who wrote until now ring first.
  await delay(ALARM_MS);
  client = await platform.connect('waking');
  await client.talk('waking', 'first');
  await counted('the alarm after a run', () => delay(ALARM_MS));
  await delay(SLEEP_MS);
  await counted('chat.inject that wakes', () => client.request('chat.inject', { message: 'woken' }));
  await client.close();
  return counts;
}

async function completion({ url }: Platform): Promise<void> {
  const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' };
  const body = JSON.stringify({
    model: 'openclaw',
    user: 'counted-program',
    messages: [{ role: 'user', content: 'hello' }],
  });
  const answer = await fetch(`${url.replace('ws:', 'http:')}/v1/chat/completions`, { method: 'POST', headers, body });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`Cannot complete: ${answer.status} ${text}`);
}

// The gateway object: what it hands out when somebody hears everything, and what it serves itself.
import { setTimeout as delay } from 'node:timers/promises';
import { message } from '../load.ts';
import { gauge, loaded, note, noteGauge, type Series } from './gauge.ts';
import { type Listener, listenAt } from './listener.ts';
import type { Platform } from './platform.ts';

const SPAN_MS = 1500;
/** Few enough that the database refuses none of them. */
const SOURCES = 3;
const AUDIENCES = [10, 100, 500];
const SETTLE_MS = 300;

/** Eight sessions say something as fast as they can, and so many hear it. */
export async function deliveries(platform: Platform, series: Series, round: number): Promise<void> {
  const names = Array.from({ length: SOURCES }, (_, index) => `source-${round}-${index}`);
  const sources = await Promise.all(names.map((name) => platform.connect(name)));
  const load = { method: 'chat.inject', params: (index: number) => ({ message: message(index) }), inFlight: 1 };
  await loaded(sources, load, SETTLE_MS);
  const alone = await gauge(platform, () => loaded(sources, load, SPAN_MS));
  const listeners: Listener[] = [];
  for (const audience of AUDIENCES) {
    while (listeners.length < audience) {
      const more = Array.from({ length: Math.min(20, audience - listeners.length) }, () => listenAt(platform.url));
      listeners.push(...(await Promise.all(more)));
    }
    await delay(SETTLE_MS);
    await loaded(sources, load, SETTLE_MS);
    const heard = () => listeners.reduce((sum, one) => sum + one.heard(), 0);
    const before = heard();
    const found = await gauge(platform, () => loaded(sources, load, SPAN_MS));
    await delay(SETTLE_MS);
    const each = (heard() - before) / Math.max(1, found.perSecond * (SPAN_MS / 1000));
    const what = `gateway, ${audience} listeners`;
    note(series, `${what}: injects per second`, found.perSecond);
    note(series, `${what}: deliveries per second`, found.perSecond * each);
    note(series, `${what}: workerd per delivery`, (found.workerd - alone.workerd) / each);
  }
  for (const one of listeners) one.close();
  await Promise.all(sources.map((one) => one.close()));
  await delay(SETTLE_MS);
}

export async function requests(platform: Platform, series: Series, round: number): Promise<void> {
  const client = await platform.connect();
  const inject = (index: number) => ({ sessionKey: `through-${round}-${index % 3}`, message: message(index) });
  const load = { method: 'chat.inject', params: inject, inFlight: 3 };
  await loaded([client], load, SETTLE_MS);
  noteGauge(series, 'gateway, chat.inject through it', await gauge(platform, () => loaded([client], load, SPAN_MS)));
  const list = { method: 'sessions.list', params: () => ({ limit: 20 }), inFlight: 16 };
  noteGauge(series, 'gateway, sessions.list', await gauge(platform, () => loaded([client], list, SPAN_MS)));
  const plain = { method: 'models.list', params: () => ({}), inFlight: 16 };
  noteGauge(series, 'gateway, models.list', await gauge(platform, () => loaded([client], plain, SPAN_MS)));
  await client.close();
}

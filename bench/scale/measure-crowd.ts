// How many may write to one database at once: each try has a sqld of its own, as one may stand still and stay so.
import { setTimeout as delay } from 'node:timers/promises';
import { startSqld } from '../../edge/sqld.ts';
import { openDatabaseUrl } from '../../src/machine/database.ts';
import { withDirectory } from '../directory.ts';
import { message } from '../load.ts';
import { processorTime } from '../usage.ts';
import { note, type Series } from './gauge.ts';
import { open } from './measure-database.ts';

const CROWDS = [2, 4, 8, 32];
/** What a server of one's own can be told: it lets so many in at a time, and the others wait outside. */
const DOOR = { SQLD_MAX_CONCURRENT_CONNECTIONS: '2' };
const AT_DOOR = [8, 32];
const SPAN_MS = 4000;
/** Without a single commit for so long it stands still. */
const STILL_MS = 6000;

export async function crowds(series: Series): Promise<void> {
  for (const count of CROWDS) await withDirectory((directory) => crowd(directory, series, count, {}));
  for (const count of AT_DOOR) await withDirectory((directory) => crowd(directory, series, count, DOOR));
}

type Door = Record<string, string>;

async function crowd(directory: string, series: Series, count: number, door: Door): Promise<void> {
  const sqld = await startSqld(directory, { RUST_LOG: 'error', ...door });
  const db = await openDatabaseUrl(sqld.url);
  let committed = 0;
  let refused = 0;
  let last = performance.now();
  const began = performance.now();
  const write = async (index: number) => {
    const { actor } = open(db, `agent:main:crowd-${index}`);
    while (performance.now() - began < SPAN_MS) {
      try {
        await actor.call({ type: 'inject', message: message(committed) });
        committed += 1;
        last = performance.now();
      } catch {
        refused += 1;
      }
    }
  };
  let over = false;
  const all = Promise.all(Array.from({ length: count }, (_, index) => write(index))).then(() => {
    over = true;
  });
  all.catch(() => undefined);
  while (!over && performance.now() - last < STILL_MS) await delay(50);
  const took = (last - began) / 1000;
  const what = `sqld${door === DOOR ? ' with two connections' : ''}, ${count} write at once`;
  note(series, `${what}: stood still`, over ? 0 : 1);
  note(series, `${what}: commits per second`, committed / took);
  note(series, `${what}: refused`, refused / (committed + refused));
  note(series, `${what}: sqld per commit`, (processorTime(sqld.pid) ?? 0) / committed);
  await sqld.stop();
  db.$client.close();
}

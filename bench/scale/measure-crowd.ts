// How many may write to one database at once: each try has a sqld of its own, as one may stand still and stay so.
import { setTimeout as delay } from 'node:timers/promises';
import { openDatabaseUrl } from '../../src/machine/database.ts';
import { startSqld } from '../../test/fixtures/sqld.ts';
import { message } from '../load.ts';
import { note, type Series } from './gauge.ts';
import { open } from './measure-database.ts';

const CROWDS = [2, 4, 8, 16, 32];
/** What a server can be told, as edge/sqld.ts does: it lets so many in at a time, and the others wait outside. */
const DOOR = ['--max-concurrent-connections', '2'];
const AT_DOOR = [8, 32];
const SPAN_MS = 4000;
/** Without a single commit for so long it stands still. */
const STILL_MS = 6000;

export async function crowds(series: Series): Promise<void> {
  for (const count of CROWDS) await crowd(series, `sqld, ${count} write at once`, count, []);
  for (const count of AT_DOOR) await crowd(series, `sqld with two connections, ${count} write at once`, count, DOOR);
}

async function crowd(series: Series, what: string, count: number, flags: readonly string[]): Promise<void> {
  const sqld = await startSqld({ flags });
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
  note(series, `${what}: stood still`, over ? 0 : 1);
  note(series, `${what}: commits per second`, committed / took);
  note(series, `${what}: refused`, refused / (committed + refused));
  await sqld.remove();
  db.$client.close();
}

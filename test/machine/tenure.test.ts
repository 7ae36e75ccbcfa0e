import { expect, onTestFinished, test } from 'vitest';
import { connectTo, openPlace } from '../../src/machine/database.ts';
import type { ServerPlace } from '../../src/machine/database-place.ts';
import { type Alarm, claimOf, holdTenure, unlessHeld } from '../../src/machine/tenure.ts';
import type { Database } from '../../src/store/database.ts';
import { endTenure, readOwner, renewTenure, standAsWorkers, takeTenure } from '../../src/store/tenure.ts';
import { startSqld } from '../fixtures/sqld.ts';

const key = new Uint8Array(32);
const here = () => claimOf('/home/here', key);
const there = () => claimOf('/home/there', key);

async function server(): Promise<ServerPlace> {
  const sqld = await startSqld();
  onTestFinished(() => sqld.remove());
  return { kind: 'server', url: sqld.url, token: undefined };
}

async function database(): Promise<Database> {
  const db = await openPlace(await server());
  onTestFinished(() => db.$client.close());
  return db;
}

/** As if the last sign of life had been so long ago. */
function age({ $client }: Database, seconds: number) {
  return $client.execute({
    sql: `update "meta" set "value" = json_set("value", '$.seen', unixepoch() - ?) where "name" = 'owner'`,
    args: [seconds],
  });
}

/** Rings when the test says so. */
function bell() {
  const set: { work: () => Promise<void>; afterMs: number }[] = [];
  const alarm: Alarm = (work, afterMs) => {
    set.push({ work, afterMs });
    return () => void set.splice(0);
  };
  return { alarm, set, ring: () => set.shift()?.work() };
}

test('takeTenure() gives a database to one of many who ask at once', async () => {
  const db = await database();
  const claims = Array.from({ length: 8 }, (_, index) => claimOf(`/home/${index}`, key));
  const answers = await Promise.all(claims.map((claim) => takeTenure(db, claim)));
  expect(answers.filter((owner) => owner === null)).toHaveLength(1);
  const winner = claims[answers.indexOf(null)];
  for (const owner of answers) if (owner) expect(owner).toEqual({ ...winner, fresh: true });
});

test('takeTenure() refuses a stranger until 30 seconds after the last sign of life', async () => {
  const db = await database();
  const [mine, other] = [here(), there()];
  expect(await readOwner(db)).toBeNull();
  expect(await takeTenure(db, mine)).toBeNull();
  await age(db, 25);
  expect(await takeTenure(db, other)).toEqual({ ...mine, fresh: true });
  await age(db, 30);
  expect(await readOwner(db)).toEqual({ ...mine, fresh: false });
  expect(await takeTenure(db, other)).toBeNull();
  expect(await renewTenure(db, mine.id)).toBe(false);
  expect(await renewTenure(db, other.id)).toBe(true);
});

test('takeTenure() lets in at once who comes again to the same home', async () => {
  const db = await database();
  const again = here();
  expect(await takeTenure(db, here())).toBeNull();
  expect(await takeTenure(db, again)).toBeNull();
  expect(await readOwner(db)).toMatchObject({ id: again.id });
});

test('endTenure() takes only its own row away', async () => {
  const db = await database();
  const [mine, other] = [here(), there()];
  await takeTenure(db, mine);
  await endTenure(db, other.id);
  expect(await readOwner(db)).toEqual({ ...mine, fresh: true });
  await endTenure(db, mine.id);
  expect(await readOwner(db)).toBeNull();
});

test('standAsWorkers() stands without a sign of life, beside nobody, until it is taken over', async () => {
  const db = await database();
  const mine = here();
  await takeTenure(db, mine);
  expect(await standAsWorkers(db, 'chat')).toEqual({ ...mine, fresh: true });
  await endTenure(db, mine.id);
  expect(await standAsWorkers(db, 'chat')).toBeNull();
  expect(await standAsWorkers(db, 'chat')).toBeNull();
  expect(await standAsWorkers(db, 'another')).toMatchObject({ kind: 'workers', name: 'chat' });
  await age(db, 1_000_000);
  expect(await takeTenure(db, mine)).toMatchObject({ kind: 'workers', name: 'chat', fresh: true });
  expect(await takeTenure(db, mine, true)).toBeNull();
  expect(await readOwner(db)).toMatchObject({ id: mine.id });
  expect(await takeTenure(db, there(), true)).toMatchObject({ id: mine.id });
});

test('holdTenure() refuses in words that name the other and what to do', async () => {
  const db = await database();
  const mine = here();
  await takeTenure(db, mine);
  await expect(holdTenure(db, there())).rejects.toThrow(
    `Cannot use the database as the gateway on ${mine.name} has it: stop that one, or wait 30 seconds if it is gone`,
  );
  await endTenure(db, mine.id);
  await standAsWorkers(db, 'chat');
  await expect(holdTenure(db, there())).rejects.toThrow(
    'Cannot use the database as the Workers deployment chat has it: take that one down, then start once with --take-over',
  );
});

test('holdTenure() gives a sign every 10 seconds, sooner after a failure, and none after its end', async () => {
  const db = await database();
  const { alarm, set, ring } = bell();
  const mine = here();
  const tenure = await holdTenure(db, mine, false, alarm);
  expect(set.map(({ afterMs }) => afterMs)).toEqual([10_000]);
  await age(db, 40);
  await ring();
  expect(await readOwner(db)).toEqual({ ...mine, fresh: true });
  const { execute } = db.$client;
  db.$client.execute = () => Promise.reject(new Error('away'));
  await ring();
  db.$client.execute = execute;
  expect(set.map(({ afterMs }) => afterMs)).toEqual([2000]);
  await ring();
  expect(set.map(({ afterMs }) => afterMs)).toEqual([10_000]);
  await tenure.end();
  expect(set).toEqual([]);
  expect(await readOwner(db)).toBeNull();
});

test('holdTenure() tells once that another has the database, and leaves it alone from then on', async () => {
  const db = await database();
  const { alarm, set, ring } = bell();
  const other = there();
  const tenure = await holdTenure(db, here(), false, alarm);
  await age(db, 31);
  await takeTenure(db, other);
  await ring();
  expect((await tenure.lost).message).toBe(
    `Cannot go on as the gateway on ${other.name} took the database over: run only one of the two`,
  );
  expect(set).toEqual([]);
  await tenure.end();
  expect(await readOwner(db)).toEqual({ ...other, fresh: true });
});

test('unlessHeld() keeps a newer program from bringing the tables forward under another gateway', async () => {
  const place = await server();
  const client = await connectTo(place);
  onTestFinished(() => client.close());
  const refuse = unlessHeld(here(), false);
  await refuse(client);
  const db = await openPlace(place, refuse);
  onTestFinished(() => db.$client.close());
  await takeTenure(db, here());
  await refuse(client);
  await endTenure(db, (await readOwner(db))?.id ?? '');
  await takeTenure(db, there());
  await expect(openPlace(place, refuse)).rejects.toThrow(/^Cannot use the database as the gateway on /);
  await age(db, 31);
  await refuse(client);
});

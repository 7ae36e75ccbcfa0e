import { expect, test, vi } from 'vitest';
import { createDeviceStore } from '../../src/store/device-store.ts';
import { patient } from '../../src/store/patience.ts';
import { createSessionIndex } from '../../src/store/session-index.ts';
import { anything, type Matching } from '../fixtures/lossy-proxy.ts';
import { openRemote, saying, useSqld } from './remote-fixture.ts';

const sqld = useSqld();
const reading: Matching = (body) => body.includes('select');
const deleting: Matching = (body) => body.includes('delete from');

test('Transcript.load() and its pages are read although connections are lost on the way', async () => {
  const { writer, proxy, transcript } = await openRemote(sqld());
  const first = saying('first');
  await writer.commit(first);
  const line = transcript(first.session.key);
  for (let count = 0; count < 3; count += 1) void proxy.loseRequest(reading);
  expect((await line.load())?.session).toEqual(first.session);
  void proxy.cutAnswer(reading);
  void proxy.answer(503, 'starting', 'text/plain', reading);
  expect(await line.page(first.session.id, { branch: 0, after: 0, upTo: 1 }, 10)).toEqual(first.entries);
});

test('SessionIndex.find() says UNAVAILABLE when the server stays away, and works when it is back', async () => {
  const { db, proxy, writer } = await openRemote(sqld());
  const first = saying('first');
  await writer.commit(first);
  const index = createSessionIndex(db);
  await proxy.refuse();
  const began = performance.now();
  await expect(index.find({ id: first.session.id })).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    message:
      'Cannot read from the database: the database server cannot be reached; check its address and the network between',
    retryAfterMs: 2000,
  });
  expect(performance.now() - began).toBeLessThan(5000);
  await proxy.heal();
  expect(await index.find({ id: first.session.id })).toEqual([first.session]);
});

test('a statement that the database refuses is asked once', async () => {
  const { db, proxy } = await openRemote(sqld());
  const before = proxy.asked.length;
  await expect(db.$client.execute('select a from nowhere')).rejects.toThrow(/no such table/);
  expect(proxy.asked.length - before).toBe(1);
});

test('a write is sent once, whatever its statement begins with', async () => {
  const { db, direct, proxy } = await openRemote(sqld());
  const writes = [
    "insert into meta (name, value) values ('a write', '1')",
    "with given (name) as (values ('a write')) insert into meta (name, value) select name, '1' from given",
    "update meta set value = '2' where name = 'a write'",
  ];
  for (const sql of writes) {
    void proxy.loseRequest(anything);
    await expect(db.$client.execute(sql)).rejects.toThrow();
    void proxy.loseRequest(anything);
    await expect(db.$client.batch(['select 1', sql])).rejects.toThrow();
  }
  void proxy.loseRequest(anything);
  await expect(db.$client.batch(['select 1'], 'write')).rejects.toThrow();
  const { rows } = await direct.execute("select * from meta where name = 'a write'");
  expect(rows).toEqual([]);
});

test('Transcript.erase() and DeviceStore.remove() are done although their answer was lost', async () => {
  const { db, direct, writer, proxy, transcript, stored } = await openRemote(sqld());
  const first = saying('first');
  await writer.commit(first);
  void proxy.loseAnswer(deleting);
  await transcript(first.session.key).erase(first.session.id);
  expect(await stored(first.session)).toEqual({ version: null, said: [] });
  void proxy.loseRequest(deleting);
  await createDeviceStore(db).remove('a device');
  const { rows } = await direct.execute('select count(*) as total from devices');
  expect(rows[0]?.total).toBe(0);
});

test('patient() gives up waiting for a server that is silent, and leaves no timer behind', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    const silent = patient(silentClient());
    const asked = silent.batch(["insert into meta values ('x', 'y')"], 'write').catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await asked).toMatchObject({ code: 'NO_ANSWER' });
    const quick = patient({ ...silentClient(), batch: async () => [] });
    await quick.batch(["insert into meta values ('x', 'y')"], 'write');
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});

function silentClient(): Parameters<typeof patient>[0] {
  const silence = () => new Promise<never>(() => undefined);
  return {
    protocol: 'http',
    closed: false,
    execute: silence,
    batch: silence,
    migrate: silence,
    transaction: silence,
    executeMultiple: silence,
    sync: silence,
    reconnect: () => undefined,
    close: () => undefined,
  };
}

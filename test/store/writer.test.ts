import { expect, test } from 'vitest';
import { GatewayError } from '../../src/errors.ts';
import { inserting } from '../../src/store/rows.ts';
import { entries } from '../../src/store/tables.ts';
import { change, connect, countBatches, entry, openStore, run, session } from './fixture.ts';

test('Writer.commit() makes one batch of what arrives in the same turn', async () => {
  const { client, writer, transcript } = await openStore();
  const batches = countBatches(client);
  const several = Array.from({ length: 40 }, () => session());
  await Promise.all(several.map((each) => writer.commit(change(each, { entries: [entry(each, 1)] }))));
  expect(batches()).toBe(1);
  for (const each of several) expect((await transcript(each.key).load())?.session).toEqual(each);
});

test('Writer.commit() keeps the last session and run of those merged, and every entry', async () => {
  const { writer, transcript } = await openStore();
  const first = session();
  const last = { ...first, position: 2, preview: 'second' };
  await Promise.all([
    writer.commit(change(first, { entries: [entry(first, 1)], runs: [run(first, 'a'), run(first, 'b')] })),
    writer.commit(
      change(last, { entries: [entry(first, 2)], runs: [run(first, 'a', { state: 'running', text: 'so far' })] }),
    ),
  ]);
  const loaded = await transcript(first.key).load();
  expect(loaded?.session).toEqual(last);
  expect(loaded?.runs.map(({ id, state, text }) => [id, state, text])).toEqual([
    ['a', 'running', 'so far'],
    ['b', 'queued', ''],
  ]);
  const page = await transcript(first.key).page(first.id, { branch: 0, after: 0, upTo: 2 }, 10);
  expect(page.map(({ position }) => position)).toEqual([2, 1]);
});

test('Writer.commit() answers only after the database has committed', async () => {
  const { client, writer } = await openStore();
  const { promise: gate, resolve: open } = Promise.withResolvers<void>();
  const { promise: reached, resolve: reach } = Promise.withResolvers<void>();
  const batch = client.batch.bind(client);
  client.batch = async (statements, mode) => {
    const result = await batch(statements, mode);
    reach();
    await gate;
    return result;
  };
  const order: string[] = [];
  const committed = writer.commit(change(session())).then(() => order.push('answered'));
  await reached;
  order.push('committed');
  open();
  await committed;
  expect(order).toEqual(['committed', 'answered']);
});

test('Writer.commit() gathers the next group while one is being written', async () => {
  const { client, writer } = await openStore();
  const { promise: gate, resolve: open } = Promise.withResolvers<void>();
  const { promise: reached, resolve: reach } = Promise.withResolvers<void>();
  const batch = client.batch.bind(client);
  const sizes: number[] = [];
  client.batch = async (statements, mode) => {
    sizes.push(statements.length);
    reach();
    if (sizes.length === 1) await gate;
    return batch(statements, mode);
  };
  const first = writer.commit(change(session()));
  await reached;
  const rest = [1, 2, 3].map(() => writer.commit(change(session())));
  expect(sizes).toHaveLength(1);
  open();
  await Promise.all([first, ...rest]);
  expect(sizes).toHaveLength(2);
});

test('Writer.commit() fails only the change that breaks a rule', async () => {
  const { writer, transcript } = await openStore();
  const [good, bad, fine] = [session(), session(), session()];
  const taken = entry(good, 1);
  const answers = await Promise.allSettled([
    writer.commit(change(good, { entries: [taken] })),
    writer.commit(change(bad, { entries: [entry(bad, 1, { id: taken.id })] })),
    writer.commit(change(fine, { entries: [entry(fine, 1)] })),
  ]);
  expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(await transcript(bad.key).load()).toBeNull();
  expect(await transcript(fine.key).load()).not.toBeNull();
});

test('Writer.commit() fails what the same session built on a failed change, and leaves no gap', async () => {
  const { writer, transcript } = await openStore();
  const [mine, other] = [session(), session()];
  const taken = entry(other, 1);
  const answers = await Promise.allSettled([
    writer.commit(change(other, { entries: [taken] })),
    writer.commit(change(mine, { entries: [entry(mine, 1)] })),
    writer.commit(change({ ...mine, position: 2 }, { entries: [entry(mine, 2, { id: taken.id })] })),
    writer.commit(change({ ...mine, position: 3 }, { entries: [entry(mine, 3)] })),
  ]);
  expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'rejected']);
  expect((await transcript(mine.key).load())?.session).toEqual(mine);
  await writer.commit(change({ ...mine, position: 2 }, { entries: [entry(mine, 2)] }));
});

test('Writer.commit() refuses a second session under a key that is taken', async () => {
  const { writer, transcript } = await openStore();
  const first = session();
  await writer.commit(change(first));
  await expect(writer.commit(change(session({ key: first.key })))).rejects.toThrow(/UNIQUE/);
  expect((await transcript(first.key).load())?.session.id).toBe(first.id);
});

test('Writer.commit() says that the database is locked, and works when it no longer is', async () => {
  const { file, writer, transcript } = await openStore();
  const holder = await connect(file).transaction('write');
  const mine = session();
  const refusal = await writer.commit(change(mine)).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(GatewayError);
  expect(refusal).toMatchObject({ code: 'UNAVAILABLE', retryAfterMs: 1000 });
  expect(refusal).toHaveProperty('message', expect.stringMatching(/^Cannot save: the database is locked by another/));
  await holder.rollback();
  await writer.commit(change(mine));
  expect(await transcript(mine.key).load()).not.toBeNull();
});

test('Writer.commit() answers nobody when the disk refuses, and writes nothing by halves', async () => {
  const { client, writer, transcript } = await openStore();
  const mine = session();
  await writer.commit(change(mine, { entries: [entry(mine, 1)] }));
  const { rows } = await client.execute('PRAGMA page_count');
  await client.execute(`PRAGMA max_page_count = ${Number(rows[0]?.[0]) + 2}`);
  const long = entry(mine, 3, { content: 'x'.repeat(100_000) });
  const answers = await Promise.allSettled([
    writer.commit(change({ ...mine, position: 2 }, { entries: [entry(mine, 2)], runs: [run(mine, 'a')] })),
    writer.commit(change({ ...mine, position: 3 }, { entries: [long] })),
  ]);
  for (const answer of answers) {
    expect(answer).toMatchObject({ status: 'rejected', reason: { code: 'UNAVAILABLE', retryAfterMs: 5000 } });
    expect(answer).toHaveProperty('reason.message', 'Cannot save: the disk is full; free some space, then try again');
  }
  expect(await transcript(mine.key).load()).toEqual({ session: mine, branches: [], runs: [], marks: [] });
  expect(await transcript(mine.key).page(mine.id, { branch: 0, after: 0, upTo: 9 }, 9)).toHaveLength(1);
  await client.execute('PRAGMA max_page_count = 100000');
  await writer.commit(change({ ...mine, position: 2 }, { entries: [{ ...long, seq: 2, position: 2 }] }));
});

test('Writer.commit() rejects everything pending when the database is closed', async () => {
  const { client, writer } = await openStore();
  const answers = [1, 2, 3].map(() => writer.commit(change(session())));
  client.close();
  for (const answer of await Promise.allSettled(answers)) {
    expect(answer).toMatchObject({ status: 'rejected', reason: { code: 'UNAVAILABLE' } });
  }
});

test('Writer.close() finishes what was taken and takes nothing more', async () => {
  const { writer, transcript } = await openStore();
  const [before, after] = [session(), session()];
  let answered = false;
  void writer.commit(change(before)).then(() => {
    answered = true;
  });
  await writer.close();
  expect(answered).toBe(true);
  await expect(writer.commit(change(after))).rejects.toThrow('Cannot save: the gateway is stopping');
  expect(await transcript(before.key).load()).not.toBeNull();
});

test('Writer.commit() writes a change that is larger than one statement may be', async () => {
  const { client, writer } = await openStore();
  const mine = session();
  const many = Array.from({ length: 7000 }, (_, index) => entry(mine, index + 1));
  expect(inserting(entries)(many)).toHaveLength(3);
  await writer.commit(change(mine, { entries: many }));
  const { rows } = await client.execute('select count(*), max(position) from entries');
  expect([rows[0]?.[0], rows[0]?.[1]]).toEqual([7000, 7000]);
});

test('Writer.commit() keeps what follows a NUL in a text', async () => {
  const { writer, transcript } = await openStore();
  const mine = session({ title: 'before\0after' });
  const said = entry(mine, 1, { content: 'a\0b' });
  await writer.commit(change(mine, { entries: [said] }));
  expect((await transcript(mine.key).load())?.session.title).toBe('before\ufffdafter');
  expect(await transcript(mine.key).page(mine.id, { branch: 0, after: 0, upTo: 1 }, 1)).toEqual([said]);
});

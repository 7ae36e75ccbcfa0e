import { LibsqlError } from '@libsql/client/http';
import { expect, test } from 'vitest';
import { Writer } from '../../src/store/writer.ts';
import { writing } from '../fixtures/lossy-proxy.ts';
import { change, entry, session } from './fixture.ts';
import { finding, openRemote, saying, useSqld } from './remote-fixture.ts';

const sqld = useSqld();
const writes = (asked: readonly string[]) => asked.filter(writing).length;

test('Writer.commit() answers a commit whose answer was lost, and writes it once', async () => {
  const { writer, proxy, stored } = await openRemote(sqld());
  const first = saying('first');
  const lost = proxy.loseAnswer();
  await writer.commit(first);
  await lost;
  expect(await stored(first.session)).toEqual({ version: 7, said: ['first'] });
  const second = saying('second', first.session);
  void proxy.cutAnswer();
  await writer.commit(second);
  expect(await stored(first.session)).toEqual({ version: 14, said: ['first', 'second'] });
  expect(writes(proxy.asked.slice(-4))).toBe(2);
});

test('Writer.commit() sends what never arrived once more', async () => {
  const { writer, proxy, stored } = await openRemote(sqld());
  const first = saying('first');
  void proxy.loseRequest();
  await writer.commit(first);
  void proxy.answer(502, 'Bad Gateway', 'text/html', writing);
  await writer.commit(saying('second', first.session));
  expect(await stored(first.session)).toEqual({ version: 14, said: ['first', 'second'] });
});

test('Writer.commit() answers all of a group whose answer was lost', async () => {
  const { writer, proxy, stored } = await openRemote(sqld());
  const group = Array.from({ length: 20 }, (_, index) => saying(`words ${index}`));
  void proxy.loseAnswer();
  const before = proxy.asked.length;
  await Promise.all(group.map((one) => writer.commit(one)));
  expect(writes(proxy.asked.slice(before))).toBe(1);
  for (const [index, { session: of }] of group.entries()) {
    expect(await stored(of)).toEqual({ version: 7, said: [`words ${index}`] });
  }
});

test('Writer.commit() is not undone or doubled by a request that arrives late', async () => {
  const { writer, proxy, stored } = await openRemote(sqld());
  const first = saying('first');
  const held = proxy.hold();
  await writer.commit(first);
  const second = saying('second', first.session);
  await writer.commit(second);
  expect(await held.deliver()).toContain('the session is at another version');
  expect(await stored(first.session)).toEqual({ version: 14, said: ['first', 'second'] });
  const overtaking = proxy.hold();
  await writer.commit(saying('third', second.session));
  expect(await overtaking.deliver()).toContain('the session is at another version');
  expect(await stored(first.session)).toEqual({ version: 21, said: ['first', 'second', 'third'] });
});

test('Writer.commit() says UNAVAILABLE when nobody can tell what became of it, and a late arrival is the change itself', async () => {
  const { writer, proxy, stored } = await openRemote(sqld());
  const first = saying('first');
  const held = proxy.hold();
  for (let count = 0; count < 4; count += 1) void proxy.loseRequest(finding);
  const refusal = await writer.commit(first).catch((error: unknown) => error);
  expect(refusal).toMatchObject({ code: 'UNAVAILABLE', retryAfterMs: 2000 });
  expect(refusal).toHaveProperty(
    'message',
    expect.stringMatching(/^Cannot save: the database server cannot be reached/),
  );
  expect(await stored(first.session)).toEqual({ version: null, said: [] });
  await held.deliver();
  expect(await stored(first.session)).toEqual({ version: 7, said: ['first'] });
  await writer.commit(saying('second', first.session));
  expect(await stored(first.session)).toEqual({ version: 14, said: ['first', 'second'] });
});

test('Writer.commit() gives up in words when what was sent twice was lost twice', async () => {
  const { writer, proxy, stored } = await openRemote(sqld());
  const first = saying('first');
  for (let count = 0; count < 2; count += 1) void proxy.loseRequest();
  await expect(writer.commit(first)).rejects.toMatchObject({ code: 'UNAVAILABLE', retryAfterMs: 2000 });
  expect(await stored(first.session)).toEqual({ version: null, said: [] });
  await writer.commit(first);
});

test('Writer.commit() refuses in words what another gateway has overtaken, and nothing else of its group', async () => {
  const [one, other] = [await openRemote(sqld()), await openRemote(sqld())];
  const shared = saying('first');
  await one.writer.commit(shared);
  await other.writer.commit(saying('of the other', shared.session, 8));
  const alone = saying('alone');
  const [refused, fine] = await Promise.allSettled([
    one.writer.commit(saying('too late', shared.session)),
    one.writer.commit(alone),
  ]);
  expect(fine.status).toBe('fulfilled');
  expect(refused).toMatchObject({ status: 'rejected', reason: { code: 'UNAVAILABLE', retryAfterMs: 1000 } });
  expect(refused).toHaveProperty('reason.message', expect.stringMatching(/^Cannot save as something else has changed/));
  expect(await one.stored(shared.session)).toEqual({ version: 15, said: ['first', 'of the other'] });
  expect(await one.stored(alone.session)).toEqual({ version: 7, said: ['alone'] });
});

test("Writer.commit() does not take another gateway's commit for its own when its own was lost", async () => {
  const [one, other] = [await openRemote(sqld()), await openRemote(sqld())];
  const shared = saying('first');
  await one.writer.commit(shared);
  void one.proxy.loseRequest();
  const question = one.proxy.delay(finding);
  const committed = one.writer.commit(saying('lost', shared.session)).catch((error: unknown) => error);
  await question.arrived;
  await other.writer.commit(saying('of the other', shared.session, 8));
  question.go();
  expect(await committed).toMatchObject({ code: 'UNAVAILABLE', details: { code: 'SESSION_CHANGED' } });
  expect(await one.stored(shared.session)).toEqual({ version: 15, said: ['first', 'of the other'] });
});

test('Writer.commit() refuses a second session under a key that another gateway took', async () => {
  const [one, other] = [await openRemote(sqld()), await openRemote(sqld())];
  const taken = saying('first');
  await one.writer.commit(taken);
  const second = session({ key: taken.session.key });
  await expect(other.writer.commit(change(second))).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    details: { code: 'SESSION_CHANGED' },
  });
});

test('Writer.commit() does not bring back a session that was deleted while its commit was under way', async () => {
  const { writer, proxy, stored, transcript } = await openRemote(sqld());
  const first = saying('first');
  await writer.commit(first);
  const held = proxy.hold();
  const second = saying('second', first.session);
  await writer.commit(second);
  await transcript(first.session.key).erase(first.session.id);
  expect(await held.deliver()).toContain('the session is at another version');
  expect(await stored(first.session)).toEqual({ version: null, said: [] });
});

test('Writer.commit() writes two changes of one session that came together, each on the one before', async () => {
  const { writer, stored } = await openRemote(sqld());
  const first = saying('first');
  const second = saying('second', first.session);
  await Promise.all([first, second].map((one) => writer.commit(one)));
  expect(await stored(first.session)).toEqual({ version: 14, said: ['first', 'second'] });
});

test('Writer.commit() still fails only the change that breaks a rule', async () => {
  const { writer, stored } = await openRemote(sqld());
  const [good, fine] = [saying('good'), saying('fine')];
  const bad = session();
  const [taken] = good.entries;
  const answers = await Promise.allSettled([
    writer.commit(good),
    writer.commit(change(bad, { entries: [entry(bad, 1, { id: taken?.id ?? '' })] })),
    writer.commit(fine),
  ]);
  expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect((await stored(bad)).version).toBeNull();
  expect((await stored(fine.session)).said).toEqual(['fine']);
});

test('Writer hands over what stands beside, as it is after each commit', async () => {
  const heard: unknown[] = [];
  const { writer } = await openRemote(sqld(), {
    statement: { sql: "select count(*) as total from sessions where label = 'beside'" },
    heard: ({ rows }) => heard.push(rows[0]?.total),
  });
  for (let count = 0; count < 2; count += 1) await writer.commit(change(session({ label: 'beside' })));
  expect(heard).toEqual([1, 2]);
});

test('Writer.commit() comes again when another writer was in the way, and gives up in words', async () => {
  const { writer, db, stored } = await openRemote(sqld());
  const { $client } = db;
  let refusals = 3;
  const crowded = Object.assign(Object.create($client), {
    batch: (...asked: Parameters<typeof $client.batch>) => {
      if (refusals <= 0) return $client.batch(...asked);
      refusals -= 1;
      return Promise.reject(new LibsqlError('database is locked', 'SQLITE_BUSY'));
    },
  });
  const first = saying('first');
  await new Writer({ $client: crowded } as typeof db).commit(first);
  expect(await stored(first.session)).toEqual({ version: 7, said: ['first'] });
  refusals = Number.POSITIVE_INFINITY;
  const refused = new Writer({ $client: crowded } as typeof db).commit(saying('second', first.session));
  await expect(refused).rejects.toMatchObject({ code: 'UNAVAILABLE', retryAfterMs: 1000 });
  await writer.commit(saying('third', first.session));
  expect((await stored(first.session)).said).toEqual(['first', 'third']);
});

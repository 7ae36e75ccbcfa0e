import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createClient } from '@libsql/client/sqlite3';
import { expect, test } from 'vitest';
import { writeSessionFile } from '../../src/export/session-file.ts';
import { takeLock } from '../../src/machine/lock.ts';
import { openStateDirectory } from '../../src/machine/state-directory.ts';
import { fingerprint, folder, given, house, MAIN, SECOND, said, write } from './fixture.ts';

const header = (id: string) => ({ type: 'session', version: 3, id, timestamp: '2026-01-01T00:00:00.000Z' });

test.each(['lines', 'database'] as const)(
  'an import from %s leaves the original as it is, to the byte',
  async (form) => {
    const from = given(form);
    const before = fingerprint(from);
    await house().take(from);
    expect(fingerprint(from)).toEqual(before);
  },
);

test('an import of both forms stores the very same sessions', async () => {
  const [lines, database] = [house(), house()];
  await lines.take(given('lines'));
  await database.take(given('database'));
  for (const key of ['agent:main:main', 'agent:main:second']) {
    const stored = await lines.session(key);
    expect(stored?.entries.length).toBeGreaterThan(4);
    expect(await database.session(key)).toEqual(stored);
  }
  expect((await lines.session('agent:main:second'))?.session).toMatchObject({
    id: SECOND,
    label: 'Second chat',
    title: 'another chat',
    createdAt: 1795171854715,
    updatedAt: 1795171858239,
    interactedAt: 1795171857685,
    revision: 'ed27794e-3d1f-434b-ab46-df09ab6d485e',
    status: 'done',
    inputTokens: 100,
    branch: 1,
    position: 3,
    branches: 2,
    nextSeq: 6,
  });
});

test('importing twice changes nothing, from the same form or the other', async () => {
  const { take, session } = house();
  expect((await take(given('lines'))).map(({ state }) => state)).toEqual(['imported', 'imported']);
  const stored = await session('agent:main:main');
  expect((await take(given('lines'))).map(({ state }) => state)).toEqual(['unchanged', 'unchanged']);
  expect((await take(given('database'))).map(({ state }) => state)).toEqual(['unchanged', 'unchanged']);
  expect(await session('agent:main:main')).toEqual(stored);
});

test('a folder with both forms imports each session once', async () => {
  const both = given('lines', given('database'));
  const done = await house().take(both);
  expect(done.map(({ state, sessionId }) => [state, sessionId])).toEqual([
    ['imported', SECOND],
    ['imported', MAIN],
  ]);
  expect(done.every(({ from }) => from.endsWith('openclaw-agent.sqlite'))).toBe(true);
});

test("OpenClaw's own layout imports the sessions of each agent, or of the one that is asked for", async () => {
  const state = folder();
  given('lines', join(state, 'agents', 'main', 'sessions'));
  write(join(state, 'agents', 'work', 'sessions'), 'w.jsonl', [header('w'), said('w1', null, 'hello')]);
  const one = house();
  expect((await one.take(state, { agentId: 'work' })).map(({ key }) => key)).toEqual(['agent:work:imported:w']);
  const all = house();
  expect((await all.take(state)).map(({ key }) => key)).toEqual([
    'agent:main:main',
    'agent:main:second',
    'agent:work:imported:w',
  ]);
  await expect(all.take(state, { agentId: 'nobody' })).rejects.toThrow(
    "no transcripts of the agent 'nobody' are there",
  );
});

test('a key that another session has here is left to it: the import stands beside', async () => {
  const { take, session } = house();
  await take(write(folder(), 'mine.jsonl', [header('mine'), said('m1', null, 'mine')]));
  const list = {
    'agent:main:imported:mine': { sessionId: 'other', label: 'theirs', modelOverride: 'm', providerOverride: 'p' },
  };
  const from = write(folder(), 'other.jsonl', [header('other'), said('o1', null, 'theirs')]);
  writeFileSync(join(from, 'sessions.json'), JSON.stringify(list));
  const beside = { key: 'agent:main:imported:other', wanted: 'agent:main:imported:mine', state: 'imported' };
  expect(await take(from)).toMatchObject([beside]);
  expect((await session('agent:main:imported:mine'))?.entries).toMatchObject([{ id: 'm1', content: 'mine' }]);
  const stored = await session('agent:main:imported:other');
  expect(stored?.session).toMatchObject({ label: 'theirs', model: 'p/m' });
  expect(await take(from)).toMatchObject([{ state: 'unchanged' }]);
});

test('the same session with other words is left as it is, and the import says so', async () => {
  const { take, session } = house();
  await take(write(folder(), 's.jsonl', [header('s'), said('a', null, 'one')]));
  const [refused] = await take(write(folder(), 's.jsonl', [header('s'), said('a', null, 'two')]));
  expect(refused).toMatchObject({ state: 'refused', reason: expect.stringContaining('it was left as it is') });
  expect((await session('agent:main:imported:s'))?.entries).toMatchObject([{ content: 'one' }]);
});

test('a fork keeps its own copies of entries whose names another session has', async () => {
  const { take, session } = house();
  const from = folder();
  write(from, 'one.jsonl', [header('one'), said('a', null, '1'), said('b', 'a', '2')]);
  write(from, 'two.jsonl', [header('two'), said('a', null, '1'), said('c', 'a', '3')]);
  expect((await take(from)).map(({ state }) => state)).toEqual(['imported', 'imported']);
  const stored = await session('agent:main:imported:two');
  expect(stored?.entries.map(({ id, parentId }) => [id, parentId])).toEqual([
    ['a.two', null],
    ['c', 'a.two'],
  ]);
  expect((await take(from)).map(({ state }) => state)).toEqual(['unchanged', 'unchanged']);
});

test('a dry run says what would be done and writes nothing', async () => {
  const { take, directory } = house();
  expect((await take(given('lines'), { dryRun: true })).map(({ state }) => state)).toEqual(['imported', 'imported']);
  expect(existsSync(directory.path)).toBe(false);
});

test('a dry run beside stored sessions changes none of them', async () => {
  const { take, session } = house();
  await take(write(folder(), 's.jsonl', [header('s'), said('a', null, 'one')]));
  expect((await take(given('lines'), { dryRun: true })).map(({ state }) => state)).toEqual(['imported', 'imported']);
  expect(await session('agent:main:main')).toBeNull();
});

test('an import beside a running gateway is refused, a dry run is not', async () => {
  const { take, directory } = house();
  await take(given('lines'));
  openStateDirectory(directory);
  const lock = takeLock(directory.lock);
  const words = `Cannot import while the gateway runs (pid ${process.pid}): stop it first`;
  await expect(take(given('database'))).rejects.toThrow(words);
  expect((await take(given('database'), { dryRun: true })).map(({ state }) => state)).toEqual([
    'unchanged',
    'unchanged',
  ]);
  lock.release();
});

test('a list of sessions cannot name a file elsewhere', async () => {
  const from = folder();
  write(join(from, 'secret'), 'x.jsonl', [header('x'), said('x1', null, 'secret')]);
  const inside = write(join(from, 'sessions'), 'y.jsonl', [header('y'), said('y1', null, 'mine')]);
  const list = { 'agent:main:main': { sessionId: 'x', sessionFile: '../secret/x.jsonl' }, broken: 7 };
  writeFileSync(join(inside, 'sessions.json'), JSON.stringify(list));
  expect(await house().take(inside)).toMatchObject([
    { key: 'agent:main:main', state: 'refused', reason: 'its transcript is not there' },
    { key: 'agent:main:imported:y', state: 'imported' },
  ]);
});

test('a transcript is found under the name that the list gives it, wherever that was', async () => {
  const from = write(folder(), 'x-topic-7.jsonl', [header('x'), said('x1', null, 'hello')]);
  const list = { 'agent:main:topic': { sessionId: 'x', sessionFile: '/home/user/sessions/x-topic-7.jsonl' } };
  writeFileSync(join(from, 'sessions.json'), JSON.stringify(list));
  expect(await house().take(from)).toMatchObject([{ key: 'agent:main:topic', state: 'imported' }]);
});

test('a file whose lines go round in a circle is refused before anything is written', async () => {
  const [one, other] = [house(), house()];
  await one.take(given('lines'));
  const whole = await one.session('agent:main:second');
  if (!whole) throw new Error('The session was not imported');
  const file = join(folder(), 'session.json');
  const branches = whole.branches.map((branch) => ({ ...branch, fromBranch: branch.branch }));
  writeFileSync(file, writeSessionFile({ ...whole, branches }));
  expect(await other.take(file)).toMatchObject([{ state: 'refused', reason: 'its line 1 begins nowhere' }]);
  expect(await other.session('agent:main:second')).toBeNull();
});

test('a damaged database and other files are refused in words', async () => {
  const { take } = house();
  const from = given('database');
  const file = join(from, 'openclaw-agent.sqlite');
  const bytes = readFileSync(file);
  writeFileSync(file, bytes.subarray(0, 100_000));
  await expect(take(file)).rejects.toThrow(/it is damaged/);
  const other = join(folder(), 'other.sqlite');
  const client = createClient({ url: `file:${other}` });
  await client.execute('create table t (a)');
  client.close();
  await expect(take(other)).rejects.toThrow('it is no database of an agent');
  const text = join(folder(), 'notes.txt');
  writeFileSync(text, 'hello');
  await expect(take(text)).rejects.toThrow('it is no transcript, database or exported session');
  await expect(take(join(from, 'nowhere'))).rejects.toThrow('it does not exist');
  await expect(take(folder())).rejects.toThrow('no transcripts are there');
});

test("what a database's write-ahead log still holds is imported, and the log is left as it is", async () => {
  const from = given('database');
  const client = createClient({ url: `file:${join(from, 'openclaw-agent.sqlite')}`, concurrency: 1 });
  await client.execute('pragma journal_mode = wal');
  await client.execute(`update session_nodes set entry_json = json_set(entry_json, '$.label', 'Just now')`);
  const before = fingerprint(from);
  expect(Object.keys(before).some((name) => name.endsWith('-wal'))).toBe(true);
  const { take, session } = house();
  await take(from);
  expect(fingerprint(from)).toEqual(before);
  client.close();
  expect((await session('agent:main:main'))?.session.label).toBe('Just now');
});

test('a session that would not come back as it was written is refused before it is', async () => {
  const [one, other] = [house(), house()];
  await one.take(given('lines'));
  const whole = await one.session('agent:main:main');
  if (!whole) throw new Error('The session was not imported');
  const file = join(folder(), 'session.json');
  writeFileSync(file, writeSessionFile({ ...whole, session: { ...whole.session, label: 'a\0b' } }));
  expect(await other.take(file)).toMatchObject([
    { state: 'refused', reason: 'it would not come back as it was written' },
  ]);
  expect(await other.session('agent:main:main')).toBeNull();
});

test('compressed events of a database are read too', async () => {
  const zlib = await import('node:zlib');
  const from = given('database');
  const client = createClient({ url: `file:${join(from, 'openclaw-agent.sqlite')}` });
  const { rows } = await client.execute(
    `select event_json from transcript_events where session_id = '${MAIN}' and seq = 1`,
  );
  const json = String(rows[0]?.event_json);
  await client.execute({
    sql: `update transcript_events set event_json = null, event_zstd = ?, event_utf8_bytes = ?, navigation_json = ?
      where session_id = ? and seq = 1`,
    args: [zlib.zstdCompressSync(json), Buffer.byteLength(json), navigation, MAIN],
  });
  client.close();
  const { take, session } = house();
  await take(from);
  expect((await session('agent:main:main'))?.entries[0]).toMatchObject({ content: 'Hello, who are you?' });
});

const navigation = JSON.stringify({
  version: 1,
  report: { kind: 'canonical' },
  navigation: {},
  reset: {},
  model: {},
  modelBytes: 0,
  modelWithoutCheckpointBytes: 0,
  withoutCustomDataBytes: 0,
});

test('an import that cannot write leaves nothing half-written behind', async () => {
  const { take, directory, session } = house();
  await take(write(folder(), 's.jsonl', [header('s'), said('a', null, 'one')]));
  const client = createClient({ url: `file:${directory.database}` });
  await client.execute(`create trigger stop before insert on sessions when new.id = '${MAIN}'
    begin select raise(abort, 'no'); end`);
  await expect(take(given('lines'))).rejects.toThrow();
  const { rows } = await client.execute({ sql: 'select count(*) from entries where session_id = ?', args: [MAIN] });
  expect(rows[0]?.[0]).toBe(0);
  await client.execute('drop trigger stop');
  client.close();
  await take(given('lines'));
  expect((await session('agent:main:main'))?.entries.length).toBe(15);
});

test('a lone surrogate, a NUL and a message of 30 MB come through', async () => {
  const { take, session } = house();
  const long = 'x'.repeat(30 * 1024 * 1024);
  const from = write(folder(), 's.jsonl', [header('s'), said('a', null, '\ud800 \0'), said('b', 'a', long)]);
  expect(await take(from)).toMatchObject([{ state: 'imported', entries: 2 }]);
  const stored = await session('agent:main:imported:s');
  expect(stored?.entries[0]?.content).toBe('\ud800 \0');
  expect(stored?.entries[1]?.content === long).toBe(true);
});

test('files that are not regular, or may not be read, are refused in words', async () => {
  const { take } = house();
  const from = folder();
  mkdirSync(join(from, 'dir.jsonl'));
  symlinkSync('/dev/null', join(from, 'null'));
  await expect(take(join(from, 'null'))).rejects.toThrow('it is neither a file nor a folder');
  await expect(take(from)).rejects.toThrow(/Cannot (read|import)/);
  chmodSync(from, 0o700);
});
